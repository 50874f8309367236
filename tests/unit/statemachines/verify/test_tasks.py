"""What every task needs: a Catch of everything, a Retry of what passes, limits, and paths that are there."""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.verify.purpose.options import Options
from tests.unit.statemachines.verify.machines import (
    DONE,
    Json,
    branch,
    catch,
    checked,
    findings,
    machine,
    of_rule,
    parallel,
    retry,
    task,
    trip,
    trip_recovery,
)


def messages(rule: str, asl: Json, options: Options | None = None) -> list[str]:
    return [f"{each.state}: {each.message}" for each in of_rule(rule, findings(asl, options))]


class TestCatches:
    def test_a_task_that_catches_some_errors_is_found(self) -> None:
        hotel = task("ReserveHotel", to="Done", Catch=[catch("CancelHotel", "States.Timeout")])

        assert messages("catches", trip(ReserveHotel=hotel)) == [
            "ReserveHotel: catches only States.Timeout: any other error ends the execution where it is"
        ]

    def test_a_parallel_catches_for_its_branches(self) -> None:
        both = parallel(branch("ReserveFlight"), branch("ReserveHotel"), to="Done", fails_to="CancelHotel")
        alone = parallel(branch("ReserveFlight"), branch("ReserveHotel"), to="Done")

        assert messages("catches", trip(ReserveFlight=both) | {"StartAt": "ReserveFlight"}) == []
        caught_by_nobody = messages("catches", machine("Both", Both=alone, Done=DONE))
        assert [text.split(":")[0] for text in caught_by_nobody] == ["ReserveFlight", "ReserveHotel"]


class TestRetries:
    @pytest.mark.parametrize(
        ("rule", "message"),
        [
            (retry("States.Timeout"), "does not retry what passes by itself"),
            (retry(MaxAttempts=0), "does not retry what passes by itself"),
            (retry(BackoffRate=1), "the pauses between its attempts do not grow"),
            (retry(MaxDelaySeconds=None), "the pauses between its attempts have no cap"),
            (
                retry(JitterStrategy="NONE"),
                "the pauses between its attempts have no jitter, so that all come back at the same time",
            ),
        ],
    )
    def test_a_retry_that_lacks_something_is_found(self, rule: Json, message: str) -> None:
        given = {name: value for name, value in rule.items() if value is not None}
        hotel = task("ReserveHotel", to="Done", fails_to="CancelHotel", Retry=[given])

        assert messages("retries", trip(ReserveHotel=hotel)) == [f"ReserveHotel: {message}"]

    def test_the_error_that_is_left_out_is_named(self) -> None:
        rule = retry("Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException")
        hotel = task("ReserveHotel", to="Done", fails_to="CancelHotel", Retry=[rule])

        (finding,) = of_rule("retries", findings(trip(ReserveHotel=hotel)))

        assert finding.error == "Lambda.ClientExecutionTimeoutException, Lambda.TooManyRequestsException"

    @pytest.mark.parametrize("wildcard", ["States.ALL", "States.TaskFailed"])
    def test_a_wildcard_retries_it_too(self, wildcard: str) -> None:
        hotel = task("ReserveHotel", to="Done", fails_to="CancelHotel", Retry=[retry(wildcard)])

        assert messages("retries", trip(ReserveHotel=hotel)) == []

    def test_a_rejection_is_not_worth_a_retry(self) -> None:
        hotel = task("ReserveHotel", to="Done", fails_to="CancelHotel", Retry=[retry("States.ALL")])

        (finding,) = of_rule("retries", findings(trip(ReserveHotel=hotel), Options(rejected=("NoRoom",))))

        assert finding.error == "NoRoom"


class TestTimeouts:
    def test_a_function_that_may_outlast_its_task_is_found(self) -> None:
        assert messages("timeouts", trip(), Options(timeouts={"": 10, "ReserveHotel": 30})) == [
            "ReserveHotel: waits 30 s for a function that may run for 30 s and then commit"
        ]

    def test_a_function_may_be_named_by_its_placeholder(self) -> None:
        found = messages("timeouts", trip(), Options(timeouts={"CancelHotelFunction": 31}))

        assert found == ["CancelHotel: waits 30 s for a function that may run for 31 s and then commit"]

    def test_what_was_not_given_is_said_to_be_unknown(self) -> None:
        (without,), (given,) = checked(trip()), checked(trip(), Options(timeouts={"": 10}))

        assert any("own timeouts are not known" in note for note in without.notes)
        assert not any("own timeouts are not known" in note for note in given.notes)

    def test_a_task_without_a_limit_is_found(self) -> None:
        hotel = task("ReserveHotel", to="Done", fails_to="CancelHotel", TimeoutSeconds=None)

        assert messages("timeouts", trip(ReserveHotel=hotel)) == [
            "ReserveHotel: waits for its answer without a limit"
        ]

    def test_the_longest_way_has_to_fit_into_the_execution(self) -> None:
        """Four tasks of at most four attempts of 30 s, a person's 30 s, and pauses of 1, 2 and 4 s in these and
        in the two that ask.
        """
        longest = 4 * 4 * 30 + 30 + (4 + 2) * (1 + 2 + 4)
        just, fits = trip() | {"TimeoutSeconds": longest}, trip() | {"TimeoutSeconds": longest + 1}

        assert messages("timeouts", fits) == []
        (late,) = messages("timeouts", just)
        assert late.startswith(
            f"trip.json: may last {longest} s with its retries, and the execution ends after {longest} s"
        )


class TestReads:
    def test_what_a_step_has_written_can_be_read_after_it(self) -> None:
        assert findings(reading("$.flight.Payload.seat")) == []

    @pytest.mark.parametrize("path", ["$.error.Cause", "$.flight.seat", "$.flight['seat']"])
    def test_what_nothing_has_written_is_found(self, path: str) -> None:
        """A function's result is an envelope: what it answered is under Payload."""
        assert messages("reads", reading(path)) == [
            f"ReserveHotel: reads {path}, which nothing has written on this path"
        ]

    def test_so_is_what_an_intrinsic_function_reads(self) -> None:
        found = messages("reads", reading("States.Format('{}, $.text', $.flight.seat)"))

        assert found == ["ReserveHotel: reads $.flight.seat, which nothing has written on this path"]

    def test_what_is_written_only_without_a_failure_is_absent_after_one(self) -> None:
        asl = reading("$.id")
        asl["States"]["CancelFlight"]["Parameters"]["Payload"] = {"seat.$": "$.flight.Payload.seat"}

        (finding,) = of_rule("reads", findings(asl))

        assert finding.path == "ReserveFlight --States.ALL--> CancelFlight"
        assert "States.Timeout" in str(finding.error)

    def test_a_presence_that_is_asked_for_first_is_no_finding(self) -> None:
        is_there = {"Variable": "$.flight", "IsPresent": True}
        is_first = {"Variable": "$.flight.Payload.class", "StringEquals": "first"}
        asked = {"Type": "Choice", "Choices": [{"And": [is_there, is_first], "Next": "CancelFlight"}]}
        asl = reading("$.id", Asked=asked | {"Default": "CancelFlight"})
        asl["States"]["ReserveFlight"]["Catch"][0]["Next"] = "Asked"

        assert messages("reads", asl) == []
        asked["Choices"][0]["And"].reverse()  # type: ignore[index]
        assert messages("reads", asl) == [
            "Asked: reads $.flight.Payload.class, which nothing has written on this path"
        ]

    def test_what_the_first_state_reads_is_taken_to_be_given(self) -> None:
        """Written over later, it was there before."""
        asl = reading("$.id")
        asl["States"]["ReserveFlight"]["Parameters"]["Payload"]["seat.$"] = "$.flight.seat"

        assert messages("reads", asl) == []

    def test_a_result_that_takes_the_state_s_place_hides_the_input(self) -> None:
        asl = trip(CancelHotel=task("CancelHotel", to="CancelFlight", fails_to="HotelStuck", ResultPath="$"))

        assert "CancelFlight: reads $.id, which nothing has written on this path" in messages("reads", asl)


def reading(path: str, **changes: Json) -> Json:
    """A trip whose flight is kept in the state, and whose hotel reads something."""
    hotel = task("ReserveHotel", to="Done", fails_to="CancelHotel")
    hotel["Parameters"]["Payload"]["read.$"] = path
    flight = task("ReserveFlight", to="ReserveHotel", fails_to="CancelFlight", ResultPath="$.flight")
    return trip(**({"ReserveFlight": flight, "ReserveHotel": hotel} | changes))


class TestNotifications:
    def told(self, **changes: Any) -> Json:
        tell = task("TellCustomer", to="Done", fails_to="Done") | {
            "Resource": "arn:aws:states:::sns:publish",
            "Parameters": {"TopicArn": "${Topic}", "Message.$": "$.id"},
        }
        return trip(
            ReserveHotel=task("ReserveHotel", to="TellCustomer", fails_to="CancelHotel"),
            TellCustomer=tell | changes,
        )

    def test_one_whose_failure_leads_where_its_success_leads_is_fine(self) -> None:
        assert findings(self.told(), recovery=trip_recovery()) == []

    def test_it_may_lead_there_by_a_detour_that_does_nothing(self) -> None:
        asl = self.told(Catch=[catch("Note")])
        asl["States"]["Note"] = {"Type": "Pass", "Next": "Done"}

        assert of_rule("notifications", findings(asl)) == []

    def test_one_whose_failure_turns_the_saga_is_found(self) -> None:
        found = of_rule("notifications", findings(self.told(Catch=[catch("CancelHotel")])))

        assert [each.path for each in found] == ["TellCustomer --States.ALL--> CancelHotel"]

    def test_one_whose_failure_is_not_caught_is_found(self) -> None:
        found = of_rule("notifications", findings(self.told(Catch=[])))

        assert [each.path for each in found] == ["TellCustomer --any error--> the execution fails"]

    def test_a_function_can_be_declared_to_be_one(self) -> None:
        asl = trip(
            ReserveHotel=task("ReserveHotel", to="PrintBadge", fails_to="CancelHotel"),
            PrintBadge=task("PrintBadge", to="Done", fails_to="CancelHotel"),
        )

        assert messages("notifications", asl) == []
        assert len(messages("notifications", asl, Options(notify=("PrintBadge",)))) == 1


class TestCutOff:
    """A timeout or an abort of the execution runs no Catch."""

    def test_a_machine_that_commits_something_needs_somebody_to_finish_it(self) -> None:
        (report,) = checked(trip())

        (finding,) = of_rule("cut off", list(report.findings))
        assert finding.path == "ReserveFlight --timeout--> the execution ends"

    def test_without_a_timeout_of_its_own_it_can_still_be_aborted(self) -> None:
        asl = trip()
        del asl["TimeoutSeconds"]
        (report,) = checked(asl)

        (finding,) = of_rule("cut off", list(report.findings))
        assert finding.path == "ReserveFlight --abort--> the execution ends"

    def test_one_that_only_looks_needs_nobody(self) -> None:
        (report,) = checked(
            machine("CheckSeat", CheckSeat=task("CheckSeat", to="Done", fails_to="Done"), Done=DONE)
        )

        assert report.findings == ()
