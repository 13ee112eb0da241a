# Values and frames: what may travel between the process of the tests and that of the program.
# Only plain values do, and they are built anew on the other side, so that no object of the program
# (with an __eq__, a __del__ or a __reduce__ of its own) ever lives where the tests are.
import builtins
import ctypes
import json
import os
import struct

MOST_BYTES = 16 << 20  # of one frame


class Opaque:
    """A result that is none of the plain values: equal to nothing else."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "<%s>" % self.name


def encode(value):
    kind = type(value)
    if value is None or kind in (bool, float, str):
        return value
    if isinstance(value, int):
        return {"i": hex(value)}
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {"t": [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"d": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, set):
        return {"s": [encode(item) for item in value]}
    if isinstance(value, frozenset):
        return {"f": [encode(item) for item in value]}
    if isinstance(value, (bytes, bytearray)):
        return {"b": bytes(value).hex()}
    if isinstance(value, complex):
        return {"c": [value.real, value.imag]}
    if kind is range:
        return {"r": [encode(value.start), encode(value.stop), encode(value.step)]}
    if hasattr(kind, "__next__") or kind in (type({}.keys()), type({}.values()), type({}.items())):
        return {"n": [encode(item) for item in value]}
    return {"o": kind.__name__}


def decode(form):
    if type(form) is list:
        return [decode(item) for item in form]
    if type(form) is not dict:
        return form
    ((kind, body),) = form.items()
    if kind == "i":
        return int(body, 16)
    if kind == "t":
        return tuple(decode(item) for item in body)
    if kind == "d":
        return {decode(key): decode(item) for key, item in body}
    if kind == "s":
        return {decode(item) for item in body}
    if kind == "f":
        return frozenset(decode(item) for item in body)
    if kind == "b":
        return bytes.fromhex(body)
    if kind == "c":
        return complex(body[0], body[1])
    if kind == "r":
        return range(*(decode(item) for item in body))
    if kind == "n":
        return iter([decode(item) for item in body])
    if kind == "o":
        return Opaque(str(body))
    raise ValueError("no value is written as " + repr(kind))


def read_exactly(fd, count):
    parts = []
    while count > 0:
        part = os.read(fd, min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def write_fully(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


def send(fd, message):
    body = json.dumps(message).encode("ascii")
    write_fully(fd, struct.pack(">I", len(body)) + body)


def receive(fd):
    (length,) = struct.unpack(">I", read_exactly(fd, 4))
    if length > MOST_BYTES:
        raise ValueError("a message of %d bytes" % length)
    return json.loads(read_exactly(fd, length))
