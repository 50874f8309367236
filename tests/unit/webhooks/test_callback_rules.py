"""Which URLs may be called back, as far as their text tells."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lambdas.shared.callback import CallbackRefused, Target, target_of


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        (
            "https://shop.example",
            Target(scheme="https", host="shop.example", port=443, path="/"),
            "shop.example",
        ),
        (
            "HTTPS://Shop.Example:8443/a%20b?c=d",
            Target(scheme="https", host="shop.example", port=8443, path="/a%20b?c=d"),
            "shop.example:8443",
        ),
        (
            "https://shop.example:443?x",
            Target(scheme="https", host="shop.example", port=443, path="/?x"),
            "shop.example",
        ),
        ("https://8.8.8.8/", Target(scheme="https", host="8.8.8.8", port=443, path="/"), "8.8.8.8"),
        (
            "https://[2606:4700::1111]:8443/",
            Target(scheme="https", host="2606:4700::1111", port=8443, path="/"),
            "[2606:4700::1111]:8443",
        ),
    ],
)
def test_a_url_is_taken_apart_into_what_is_connected_to(url: str, target: Target, authority: str) -> None:
    assert target_of(url, local=False) == target
    assert target.authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example",
        "//shop.example/",
        "https://",
        "https:///hook",
        "http://shop.example/",
        "ftp://shop.example/",
        "javascript:alert(1)",
        "https://user@shop.example/",
        "https://user:secret@shop.example/",
        "https://shop.example#@127.0.0.1/",
        "https://shop.example/#fragment",
        "https://shop.example\\@127.0.0.1/",
        "https://shop.example:0/",
        "https://shop.example:65536/",
        "https://shop.example:8o/",
        "https://shop.example:22/",
        "https://shop.example:80/",
        "https://shop.example:444/",
        "https://shop.example:6379/",
        "https://shop.example:443:443/",
        "https://shop example/",
        "https://shop.example/\r\nX: y",
        "https://shop.example/\n",
        " https://shop.example/",
        "https://shöp.example/",
        "https://shop..example/",
        "https://-shop.example/",
        "https://shop.example./",
        "https://shop.example%2e/",
        "https://shop%2eexample/",
        "https://shop.example%00.internal/",
        "https://shop.example\\.internal/",
        "https:\\\\shop.example/",
        "https:/shop.example/",
        "https:shop.example",
        "https://shop.example\t/",
        "https://shop\t.example/",
        "ht\ntps://shop.example/",
        "https://shop.example/\x00",
        "https://shop.example@127.0.0.1/",
        "https://127.0.0.1@shop.example/",
        "https://@shop.example/",
        "https://shop.example:443@127.0.0.1/",
        "https://shop.example,127.0.0.1/",
        "https://shop_example/",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 127 + "example/",
        "https://localhost/",
        "https://localhost./",
        "https://LOCALHOST/",
        "https://LocalHost:8443/",
        "https://a.localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "https://127.0.0.01/",
        "https://0X7F.0.0.1/",
        "https://127.0x1/",
        "https://0/",
        "https://0x/",
        "https://1.2.3.4.5/",
        "https://256.1.1.1/",
        "https://\N{FULLWIDTH DIGIT ONE}27.0.0.1/",
        "https://127\N{IDEOGRAPHIC FULL STOP}0.0.1/",
        "https://\N{CIRCLED DIGIT ONE}27.0.0.1/",
        "https://%31%32%37.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::7f00:1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::FFFF:127.0.0.1]/",
        "https://[::ffff:0:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1%eth0]/",
        "https://[2606:4700::1111%25eth0]/",
        "https://::1/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
    ],
)
def test_a_url_that_may_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(CallbackRefused):
        target_of(url, local=False)


def test_a_url_may_have_2048_characters_and_not_one_more() -> None:
    start = "https://shop.example/"

    assert target_of(start + "a" * (2048 - len(start)), local=False).host == "shop.example"
    with pytest.raises(CallbackRefused, match="2048"):
        target_of(start + "a" * (2049 - len(start)), local=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:80/",
        "http://localhost:9/",
        "http://[::1]/",
        "https://10.0.0.1/",
        "https://a.example:1/",
    ],
)
def test_a_laptop_may_call_itself_without_tls_and_any_port(url: str) -> None:
    assert target_of(url, local=True).scheme == url.partition(":")[0]


@pytest.mark.parametrize(
    "url", ["http://shop.example/", "http://10.0.0.1/", "http://user@localhost/", "http://127.1/"]
)
def test_a_laptop_may_call_nobody_else_without_tls(url: str) -> None:
    with pytest.raises(CallbackRefused):
        target_of(url, local=True)


def _written(number: int, base: str) -> str:
    return {"10": f"{number}", "8": f"0{number:o}", "16": f"0x{number:x}", "16+": f"0X{number:X}"}[base]


def _meant_by_the_c_library(host: str) -> IPv4Address | None:
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


@given(
    st.lists(
        st.tuples(st.integers(0, 2**32 - 1) | st.integers(0, 255), st.sampled_from(["10", "8", "16", "16+"])),
        min_size=1,
        max_size=4,
    )
)
def test_no_host_passes_that_the_c_library_takes_for_an_address_in_another_notation(
    parts: list[tuple[int, str]],
) -> None:
    host = ".".join(_written(number, base) for number, base in parts)
    meant = _meant_by_the_c_library(host)
    assume(meant)
    try:
        accepted = target_of(f"https://{host}/", local=False).host
    except CallbackRefused:
        return

    assert accepted == str(meant)
    assert meant
    assert meant.is_global


def _mostly(good: list[str], bad: list[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 5).flatmap(lambda one_of_six: st.sampled_from(good if one_of_six else bad))


_URLS = st.tuples(
    _mostly(["https://", "HTTPS://"], ["https:", "https:/", "https:\\\\", "http://", "//", ""]),
    _mostly([""], ["@", "user@", "8.8.8.8:443@"]),
    _mostly(
        ["shop.example", "Shop.Example", "xn--shp-tna.example", "8.8.8.8", "[2606:4700::1111]"],
        [
            *("localhost", "127.0.0.1", "[::1]", "2606:4700::1111", "", "shop.example.", "shop.example\t"),
            *("shop.example\\", "shop.example\0", "%38.8.8.8", "8\N{IDEOGRAPHIC FULL STOP}8.8.8"),
            "\N{FULLWIDTH DIGIT EIGHT}.8.8.8",
        ],
    ),
    _mostly(["", ":", ":443", ":8443"], [":22", ":+443", ":\N{FULLWIDTH DIGIT FOUR}43", ":443:443"]),
    _mostly(["/", "/a", "?", "?a=b"], ["\\@localhost/", "#", "#@localhost", "\n", ";", ":", "@localhost"]),
    _mostly(["", "@localhost/", "%2e", "//", "?"], ["\\", "#", "\n", "\t"]),
).map("".join)


@settings(max_examples=200)
@given(_URLS)
def test_another_parser_reads_the_same_out_of_every_url_that_is_accepted(url: str) -> None:
    try:
        target = target_of(url, local=False)
    except CallbackRefused:
        return
    other = urlsplit(url)

    assert (other.scheme, other.hostname, other.port or 443) == ("https", target.host, target.port)
    assert (other.username, other.password, other.fragment) == (None, None, "")
    assert (other.path or "/") + (f"?{other.query}" if "?" in url else "") == target.path
    assert target.host not in ("localhost", "127.0.0.1", "::1")
