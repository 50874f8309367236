"""What may have been done is undone, or all is done: small machines that keep this, and the same ones spoilt."""

from __future__ import annotations

import pytest

from statemachines.verify.purpose.options import Options
from tests.unit.statemachines.verify.machines import (
    DONE,
    FAILED,
    PAID,
    Json,
    branch,
    catch,
    checked,
    findings,
    machine,
    of_rule,
    paid_trip,
    parallel,
    task,
    trip,
    trip_recovery,
    way_back,
)


def leaks(asl: Json, options: Options | None = None, *, recovery: Json | None = None) -> list[str | None]:
    return [each.path for each in of_rule("leaks", findings(asl, options, recovery=recovery))]


def test_a_trip_that_undoes_each_step_whatever_fails_has_no_finding() -> None:
    assert findings(trip(), recovery=trip_recovery()) == []


def test_a_step_that_fails_and_is_not_undone_itself_leaks() -> None:
    hotel = task("ReserveHotel", to="Done", fails_to="CancelFlight")

    assert "ReserveHotel --States.ALL--> CancelFlight --> Failed" in leaks(trip(ReserveHotel=hotel))


def test_unless_the_error_says_that_nothing_was_committed() -> None:
    hotel = task("ReserveHotel", to="Done", Catch=[catch("CancelFlight", "NoRoom"), catch("CancelHotel")])
    asl = trip(ReserveHotel=hotel)

    (finding, *_) = of_rule("leaks", findings(asl))
    assert (finding.state, finding.error) == ("ReserveHotel", "NoRoom")
    assert leaks(asl, Options(rejected=("NoRoom",))) == []


def test_a_rejection_says_nothing_of_an_attempt_before_it() -> None:
    """A timeout is answered by trying again: the second attempt is refused, and the first one may have committed."""
    rules = [catch("ReserveHotel", "States.Timeout"), catch("CancelFlight", "NoRoom"), catch("CancelHotel")]
    asl = trip(ReserveHotel=task("ReserveHotel", to="Done", Catch=rules))

    paths = leaks(asl, Options(rejected=("NoRoom",)))

    assert "ReserveHotel --States.Timeout--> ReserveHotel --NoRoom--> CancelFlight --> Failed" in paths


def test_errors_that_come_to_the_same_in_two_ways_are_named_each() -> None:
    rules = [catch("CancelFlight", "NoRoom"), catch("CancelFlight")]
    asl = trip(ReserveHotel=task("ReserveHotel", to="Done", Catch=rules))

    found = [each for each in of_rule("leaks", findings(asl)) if each.state == "ReserveHotel"]

    assert {str(each.error).split(",")[0] for each in found} == {"NoRoom", "States.Timeout"}


def test_what_nothing_catches_leaks_all_that_was_done() -> None:
    hotel = task("ReserveHotel", to="Done", Catch=[catch("CancelHotel", "States.TaskFailed")])

    found = of_rule("leaks", findings(trip(ReserveHotel=hotel)))

    assert {(each.state, each.error) for each in found} == {("ReserveHotel", "States.Timeout")}
    assert {each.path for each in found} == {
        "ReserveFlight --> ReserveHotel --States.Timeout--> the execution fails",
        "ReserveHotel --States.Timeout--> the execution fails",
    }


def test_a_failure_that_ends_well_leaks_what_was_done_before_it() -> None:
    """A look that fails after a step, and the machine says that all is well."""
    asl = trip(
        ReserveFlight=task("ReserveFlight", to="CheckSeat", fails_to="CancelFlight"),
        CheckSeat=task("CheckSeat", to="ReserveHotel", fails_to="Done"),
    )

    assert "ReserveFlight --> CheckSeat --States.ALL--> Done" in leaks(asl)


def test_a_compensation_that_fails_and_is_given_up_leaks() -> None:
    assert "ReserveFlight --States.ALL--> CancelFlight --States.ALL--> Failed" in leaks(
        trip(CancelFlight=task("CancelFlight", to="Failed", fails_to="Failed"))
    )


def test_a_choice_that_matches_nothing_ends_where_it_is() -> None:
    choice = {"Type": "Choice", "Choices": [{"Variable": "$.kind", "StringEquals": "trip", "Next": "Done"}]}
    asl = trip(ReserveHotel=task("ReserveHotel", to="Kind", fails_to="CancelHotel"), Kind=choice)

    found = of_rule("leaks", findings(asl))

    assert {(each.state, each.error) for each in found} == {("Kind", "States.NoChoiceMatched")}


class TestParallel:
    """When a branch fails, the others are cut off: whether they committed is unknown."""

    def both(self, fails_to: str) -> Json:
        reserve = parallel(branch("ReserveFlight"), branch("ReserveHotel"), to="Done", fails_to=fails_to)
        return machine("Reserve", Reserve=reserve, Done=DONE, **way_back())

    def test_all_its_branches_have_to_be_undone_when_one_fails(self) -> None:
        asl = self.both("CancelFlight")
        del asl["States"]["CancelHotel"], asl["States"]["HotelStuck"]

        paths = leaks(asl, Options())

        assert "ReserveHotel --States.ALL--> CancelFlight --> Failed" in paths
        assert "Reserve --> ReserveFlight --States.ALL--> CancelFlight --> Failed" in paths, "cut off"

    def test_it_is_enough_that_both_are(self) -> None:
        assert findings(self.both("CancelHotel")) == []

    def test_a_rejection_in_one_says_nothing_of_the_other(self) -> None:
        asl = self.both("CancelFlight")
        asl["States"]["Reserve"]["Catch"].insert(0, catch("Failed", "SoldOut"))

        found = of_rule("leaks", findings(asl, Options(rejected=("SoldOut",))))

        of_sold_out = [each.message for each in found if each.error == "SoldOut"]
        assert sorted(of_sold_out) == [
            f"Reserve{what} may have been committed, and nothing undoes it before the machine ends"
            for what in ("Flight", "Hotel")
        ]


class TestMap:
    """Each item is a branch of its own; the step may have been done for some of them."""

    def asl(self, fails_to: str) -> Json:
        state = {
            "Type": "Map",
            "ItemsPath": "$.seats",
            "ItemProcessor": branch("ReserveSeat"),
            "ResultPath": None,
        }
        return machine(
            "Reserve",
            Reserve=state | {"Next": "Done", "Catch": [catch(fails_to)]},
            CancelSeat=task("CancelSeat", to="Failed", fails_to="Failed"),
            Done=DONE,
            Failed=FAILED,
        )

    def test_one_item_s_rejection_leaves_the_others(self) -> None:
        asl = self.asl("CancelSeat")
        asl["States"]["Reserve"]["Catch"].insert(0, catch("Failed", "SeatTaken"))

        found = of_rule("leaks", findings(asl, Options(rejected=("SeatTaken",))))

        assert "SeatTaken" in {each.error for each in found}

    def test_what_every_failure_undoes_is_found_only_where_the_undoing_fails(self) -> None:
        assert {each.state for each in of_rule("leaks", findings(self.asl("CancelSeat")))} == {"CancelSeat"}


class TestPivot:
    """A point of no return: what became of it is asked before the saga turns."""

    def test_a_machine_that_asks_and_chooses_by_the_answer_has_no_finding(self) -> None:
        assert findings(paid_trip(), PAID) == []

    def test_one_that_turns_without_asking_leaks_and_undoes_too_early(self) -> None:
        found = findings(paid_trip(Pay=task("Pay", to="SendTickets", fails_to="CancelFlight")), PAID)

        assert "Pay --States.ALL--> CancelFlight --> Failed" in [
            each.path for each in of_rule("leaks", found)
        ]
        assert of_rule("order", found)[0].message == (
            "undoes ReserveFlight although Pay may have been committed"
        )

    def test_one_that_does_not_look_at_the_answer_leaks(self) -> None:
        asl = paid_trip(AskBank=task("AskBank", to="SendTickets", fails_to="BankStuck"))

        assert "Pay --States.ALL--> AskBank --> SendTickets --> Done" in leaks(asl, PAID)

    def test_a_step_after_it_that_is_given_up_leaks(self) -> None:
        asl = paid_trip(SendTickets=task("SendTickets", to="Done", fails_to="Done"))

        assert "SendTickets --States.ALL--> Done" in leaks(asl, PAID)

    def test_turning_back_after_it_leaks(self) -> None:
        asl = paid_trip(SendTickets=task("SendTickets", to="Done", fails_to="CancelFlight"))

        assert {each.message for each in of_rule("order", findings(asl, PAID))} == {
            "undoes ReserveFlight although Pay was done"
        }

    def test_failing_when_it_was_done_leaks(self) -> None:
        found = of_rule("leaks", findings(paid_trip(Done=FAILED), PAID))

        message = "the machine fails after Pay was done, and what comes after it may not be"
        assert ("Pay --> SendTickets --> Done", message) in [(each.path, each.message) for each in found]

    def test_a_step_that_nothing_undoes_may_not_come_before_it(self) -> None:
        asl = paid_trip(ReserveFlight=task("ReserveFlight", to="SendTickets", fails_to="CancelFlight"))

        assert "does SendTickets, which nothing undoes, although Pay was not done" in {
            each.message for each in of_rule("order", findings(asl, PAID))
        }


def test_the_recovery_of_a_machine_is_followed_from_where_anything_may_have_been_done() -> None:
    forgets = trip_recovery(CancelHotel=task("CancelHotel", to="Failed", fails_to="HotelStuck"))

    assert leaks(trip(), recovery=forgets)[0] == "CancelHotel --> Failed"


def test_a_recovery_may_name_its_states_otherwise_and_call_the_same_functions() -> None:
    """Neither its states nor the functions say what they undo: the states of the saga do."""
    undo = {
        "CancelHotel": task("A", to="CancelFlight", fails_to="HotelStuck"),
        "CancelFlight": task("B", to="Failed", fails_to="FlightStuck"),
    }
    recovery = trip_recovery(**undo)["States"]
    other = dict(zip(recovery, ["one", "two", "three", "four", "five"], strict=True))
    states = {other[name]: _renamed(state, other) for name, state in recovery.items()}

    assert findings(trip(**undo), recovery=machine(other["CancelHotel"], **states)) == []


def _renamed(state: Json, other: dict[str, str]) -> Json:
    rules = [rule | {"Next": other[rule["Next"]]} for rule in state.get("Catch", [])]
    moved = state | ({"Next": other[state["Next"]]} if "Next" in state else {})
    return moved | ({"Catch": rules} if rules else {})


def test_a_parallel_s_steps_are_undone_after_what_came_after_it() -> None:
    asl = trip(
        ReserveFlight=parallel(
            branch("ReserveSeat"), branch("ReserveMeal"), to="ReserveHotel", fails_to="CancelSeat"
        ),
        ReserveHotel=task("ReserveHotel", to="Done", fails_to="CancelSeat"),
        CancelSeat=task("CancelSeat", to="CancelMeal", fails_to="HotelStuck"),
        CancelMeal=task("CancelMeal", to="CancelHotel", fails_to="HotelStuck"),
    )

    messages = {each.message for each in of_rule("order", findings(asl))}

    assert "undoes ReserveSeat before ReserveHotel, which came after it" in messages
    assert "undoes ReserveSeat before ReserveMeal, which came after it" not in messages, "side by side"


@pytest.mark.parametrize("order", [("CancelHotel", "CancelFlight"), ("CancelFlight", "CancelHotel")])
def test_the_last_step_is_undone_first(order: tuple[str, str]) -> None:
    first, second = order
    asl = trip(
        ReserveHotel=task("ReserveHotel", to="Done", fails_to=first),
        **{
            first: task(
                first, to=second, fails_to="FlightStuck" if first == "CancelFlight" else "HotelStuck"
            ),
            second: task(
                second, to="Failed", fails_to="FlightStuck" if second == "CancelFlight" else "HotelStuck"
            ),
        },
    )

    found = [each.message for each in of_rule("order", findings(asl))]

    assert ("undoes ReserveFlight before ReserveHotel, which came after it" in found) is (
        first == "CancelFlight"
    )


def test_what_was_inferred_is_told() -> None:
    (report,) = checked(trip())

    assert "ReserveHotel is undone by CancelHotel" in report.notes
