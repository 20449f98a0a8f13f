from migrator.losses import Loss
from migrator.model import Image, Message, Opaque, Reasoning, Text, ToolCall, ToolResult
from migrator.shape.tally import Tally
from migrator.shape.visible import empty, is_tool_traffic, shown, writable


def message(*parts, **fields):
    return Message(id="m", role=fields.pop("role", "assistant"), parts=parts, **fields)


def test_a_message_of_blanks_is_empty_and_one_of_unknown_content_is_not():
    assert empty(message())
    assert empty(message(Text(text=" \n"), ToolCall(tool="")))
    assert not empty(message(Opaque(kind="x")))
    assert not empty(message(Reasoning(seconds=3.0)))
    assert not empty(message(Image(asset="a")))


def test_tool_traffic_holds_nothing_but_calls_and_answers():
    assert is_tool_traffic(message(ToolCall(tool="x"), ToolResult(output="y")))
    assert not is_tool_traffic(message(ToolResult(output="y"), Image(asset="a"), role="tool"))
    assert is_tool_traffic(message(role="tool"))


def test_what_is_not_written_is_named():
    tally = Tally()
    assert not writable(message(Text(text="x"), hidden="system"), tally)
    assert not writable(message(), tally)
    assert writable(message(Text(text="x")), tally)
    assert writable(message(Text(text="x"), hidden="tool"), tally)
    assert writable(message(Text(text="x"), hidden="system"), tally, hidden=True)
    assert tally.losses() == (Loss("hidden", ("m",)), Loss("empty", ("m",)))
    assert not shown(message(hidden="tool"))


def test_a_tally_counts_what_is_too_much_to_name():
    tally = Tally()
    for n in range(10):
        tally.count("time-left-out", str(n))
    (loss,) = tally.losses()
    assert (loss.where, loss.total, tally.of("time-left-out")) == (("0", "1", "2"), 10, 10)
    tally.part("media-named", message(), Image(at="/parts/1"))
    assert tally.losses()[1].where == ("m#/parts/1",)
