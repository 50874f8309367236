"""What undoes what, by names: told as it was taken, and put right by options."""

from __future__ import annotations

import pytest

from statemachines.verify.language.machine import NotAMachine
from statemachines.verify.purpose.options import Options, pairs, seconds
from statemachines.verify.purpose.words import likeness, words
from tests.unit.statemachines.verify.machines import (
    DONE,
    FAILED,
    Json,
    checked,
    findings,
    machine,
    of_rule,
    task,
)


def pair(step: str, undo: str, *, function: str | None = None) -> Json:
    states = {
        step: task(step, to="Done", fails_to=undo),
        undo: task(function or undo, to="Failed", fails_to="Failed"),
    }
    return machine(step, Done=DONE, Failed=FAILED, **states)


def notes(asl: Json, options: Options | None = None) -> list[str]:
    (report,) = checked(asl, options)
    return list(report.notes)


@pytest.mark.parametrize(
    ("step", "undo"),
    [
        ("ReserveFlight", "CancelFlight"),
        ("Reserve Flight", "Cancel flight reservation"),
        ("book_hotel", "cancel_hotel_booking"),
        ("ProcessPayment", "RefundPayment"),
        ("Pay", "RefundPayment"),
        ("CreateOrder", "RejectOrder"),
        ("ReserveInventory", "ReleaseInventory"),
    ],
)
def test_a_compensation_speaks_of_what_its_step_speaks_of(step: str, undo: str) -> None:
    assert f"{step} is undone by {undo}" in notes(pair(step, undo))


def test_the_function_s_name_says_it_where_the_state_s_does_not() -> None:
    assert "ReserveFlight is undone by Go back" in notes(
        pair("ReserveFlight", "Go back", function="CancelFlight")
    )


def test_of_several_steps_the_one_most_alike_is_undone() -> None:
    asl = pair("ReserveFlight", "CancelHotelReservation")
    asl["States"]["ReserveFlight"]["Next"] = "ReserveHotel"
    asl["States"]["ReserveHotel"] = task("ReserveHotel", to="Done", fails_to="CancelHotelReservation")

    assert "ReserveHotel is undone by CancelHotelReservation" in notes(asl)


def test_what_a_catch_leads_to_and_does_not_say_that_it_undoes_is_no_compensation() -> None:
    asl = pair("ReserveFlight", "HandleFlightError")

    assert any(note.startswith("ReserveFlight is undone by nothing") for note in notes(asl))
    assert of_rule("leaks", findings(asl))


def test_unless_an_option_says_so() -> None:
    options = Options(undo={"ReserveFlight": "HandleFlightError"})

    assert "ReserveFlight is undone by HandleFlightError" in notes(
        pair("ReserveFlight", "HandleFlightError"), options
    )


def test_an_option_may_name_the_function() -> None:
    asl = pair("ReserveFlight", "Go back", function="Backwards")

    told = notes(asl, Options(undo={"ReserveFlightFunction": "${BackwardsFunction}"}))

    assert "ReserveFlight is undone by Go back" in told


def test_what_only_looks_or_tells_is_no_step() -> None:
    asl = pair("ReserveFlight", "CancelFlight")
    asl["States"]["ReserveFlight"]["Next"] = "CheckVisa"
    asl["States"]["CheckVisa"] = task("CheckVisa", to="NotifyCustomer", fails_to="CancelFlight")
    asl["States"]["NotifyCustomer"] = task("NotifyCustomer", to="Done", fails_to="Done")

    told = notes(asl)

    assert "CheckVisa does nothing that would have to be undone" in told
    assert "NotifyCustomer only tells somebody" in told


def test_a_step_that_looks_like_a_look_can_be_declared_one_and_the_other_way_round() -> None:
    asl = pair("ValidateTicket", "CancelTicket")

    assert "ValidateTicket does nothing that would have to be undone" in notes(asl)
    assert "ValidateTicket is undone by CancelTicket" in notes(
        asl, Options(undo={"ValidateTicket": "CancelTicket"})
    )
    stamped = pair("StampTicket", "CancelTicket")
    assert "StampTicket does nothing that would have to be undone" in notes(
        stamped, Options(reads=("StampTicket",))
    )


def test_a_compensation_that_takes_the_whole_state_is_told_of() -> None:
    asl = pair("ReserveFlight", "CancelFlight")
    asl["States"]["CancelFlight"]["Parameters"]["Payload.$"] = "$"
    del asl["States"]["CancelFlight"]["Parameters"]["Payload"]

    assert "given the whole state, so what they read of it is not seen: CancelFlight" in notes(asl)


@pytest.mark.parametrize(
    "options",
    [Options(undo={"A": "B"}), Options(pivot="Paid"), Options(notify=("X",)), Options(timeouts={"X": 1})],
)
def test_an_option_that_names_no_task_is_refused(options: Options) -> None:
    with pytest.raises(NotAMachine, match="no task is named"):
        checked(pair("ReserveFlight", "CancelFlight"), options)


def test_options_are_read_as_they_are_written_on_a_command_line() -> None:
    assert pairs("A = B, C=D,E") == {"A": "B", "C": "D", "E": ""}
    assert seconds("30, Pay=60") == {"": 30, "Pay": 60}
    with pytest.raises(NotAMachine, match="whole seconds, not 'soon'"):
        seconds("Pay=soon")
    with pytest.raises(NotAMachine, match="names nothing on its left"):
        pairs("=B")


def test_words_are_told_apart_by_case_and_signs() -> None:
    assert words("${CancelFlightArn}", "book_hotel-v2") == {"cancel", "flight", "arn", "book", "hotel", "v"}
    assert words("arn:aws:lambda:us-east-1:1:function:PayOrder") == {"pay", "order"}
    assert words("SMSSender") == {"sms", "sender"}


def test_likeness_does_not_hang_on_endings() -> None:
    assert likeness(["take", "payments"], ["take", "payment"]) == 1
    assert likeness(["cancel"], ["cancel"]) == 0, "verbs that undo speak of nothing"
    assert likeness(["rent", "car"], ["pay", "card"]) == 0
