"""What Ollama's own Modelfile parser makes of a text, told again in Python, as an oracle for tests."""

NAMES = {"from", "license", "template", "system", "adapter", "draft", "renderer", "parser", "parameter"}
NAMES |= {"message", "requires"}


class Refused(Exception):
    """The parser would refuse the file."""


def parse(data):
    """The commands as pairs of name and value; a message's value is `role: text`, FROM is called model."""
    commands, state, seen, name, role = [], "nil", "", "", ""
    for char in data.removeprefix("\ufeff"):
        blank, newline = char in " \t", char in "\r\n"
        if state == "nil":
            if char == "#":
                state = "comment"
            elif not (blank or newline):
                state, seen = "name", char
        elif state == "comment":
            state = "nil" if newline else state
        elif state in {"name", "parameter", "message"}:
            if not blank:
                letter = char.isascii() and char.isalpha()
                also = state == "parameter" and (char == "_" or char in "0123456789")
                if not (letter or also):
                    raise Refused(f"{char!r} in {state}")
                seen += char
                continue
            word, seen = seen, ""
            if state == "name":
                name = word.lower()
                if name not in NAMES:
                    raise Refused(word)
                state = name if name in {"parameter", "message"} else "value"
                name = "model" if name == "from" else name
            else:
                if state == "message" and word not in {"system", "user", "assistant"}:
                    raise Refused(word)
                name, role = (name, word) if state == "message" else (word, role)
                state = "value"
        elif blank or newline:
            whole = unquoted(seen.strip())
            if whole is None or blank:
                seen += char
                continue
            commands.append((name, f"{role}: {whole}" if role else whole))
            state, seen, role = "nil", "", ""
        elif char.isprintable():
            seen += char
    if state not in {"nil", "comment"}:
        raise Refused(f"ends in {state}")
    return commands


def unquoted(text):
    """The value, or None while its quotation is open."""
    if text.startswith('"""'):
        return text[3:-3] if len(text) >= 6 and text.endswith('"""') else None
    if text.startswith('"'):
        return text[1:-1] if len(text) >= 2 and text.endswith('"') else None
    return text
