# The process of the tests. They run here, against stand-ins that pass plain values to and from the
# process of the program. Passed means that the tests ran to their end in this process.


class Ended(BaseException):
    """The program is gone, or says what no program says; no test may catch it and go on."""


class Link:
    """The only way to the program."""

    def __init__(self, fd):
        self.fd = fd
        self.broken = ""

    def ask(self, question):
        if self.broken:
            raise Ended(self.broken)
        try:
            if question is not None:
                send(self.fd, question)
            answer = receive(self.fd)
            if type(answer) is not dict:
                raise ValueError("no answer")
            return answer
        except (EOFError, OSError):
            self.broken = "the program ended"
        except (ValueError, RecursionError, MemoryError) as e:
            self.broken = "the program answered with nonsense: " + str(e)[:200]
        raise Ended(self.broken)

    def call(self, name, args, named):
        answer = self.ask({"name": name, "args": encode(args), "named": encode(named)})
        if "error" in answer:
            raise self.raised(str(answer["error"]), str(answer.get("text")))
        try:
            return decode(answer["value"])
        except Exception as e:
            self.broken = "the program answered with nonsense: " + str(e)[:200]
            raise Ended(self.broken) from None

    def raised(self, name, text):
        kind = getattr(builtins, name, None)
        # The iteration exceptions would end an all(map(…)) of the tests early, which passes it.
        ends_loops = name in ("StopIteration", "StopAsyncIteration")
        if isinstance(kind, type) and issubclass(kind, Exception) and not ends_loops:
            try:
                return kind(text)
            except TypeError:
                return RuntimeError(name + ": " + text)
        if name in ("SystemExit", "KeyboardInterrupt", "GeneratorExit"):
            self.broken = "the program raised " + name
            return Ended(self.broken)
        return RuntimeError(name + ": " + text)


def stand_in(link, name):
    def candidate(*args, **named):
        return link.call(name, args, named)

    candidate.__name__ = name
    return candidate


def names_in(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= names_in(constant)
    return names


def verdict(task, link):
    loaded = False
    try:
        if task["cases"] is None:
            preamble = compile(task["preamble"], "preamble", "exec")
            tests = compile(task["tests"], "tests", "exec")
    except (SyntaxError, ValueError) as e:
        return {"verdict": "unusable", "loaded": False, "detail": "the prompt's code: " + str(e)}
    try:
        answer = link.ask(None)
        if "error" in answer:
            detail = str(answer["error"]) + ": " + str(answer.get("text"))
            return {"verdict": "failed", "loaded": False, "detail": detail}
        loaded = True
        if task["cases"] is None:
            run_tests(task, preamble, tests, link)
        else:
            run_cases(task["cases"], task["most"], link)
    except Ended as e:
        return {"verdict": "failed", "loaded": loaded, "detail": str(e)}
    except BaseException as e:
        detail = type(e).__name__ + ": " + str(e)[:300]
        return {"verdict": "failed", "loaded": loaded, "detail": detail}
    if link.broken:
        return {"verdict": "failed", "loaded": loaded, "detail": link.broken}
    return {"verdict": "passed", "loaded": loaded, "detail": ""}


def run_tests(task, preamble, tests, link):
    names = {"__name__": "tests"}
    exec(preamble, names)  # helpers of the tests come from the prompt, not from the program
    asked = task["entries"]
    if not asked:
        asked = [n for n in names_in(tests) if n not in names and not hasattr(builtins, n)]
    for name in asked:
        names[name] = stand_in(link, name)
    exec(tests, names)


def run_cases(cases, most, link):
    for number, case in enumerate(cases):
        answer = link.ask({"input": case["input"], "most": most})
        if "error" in answer:
            raise AssertionError("case %d: %s" % (number, answer["error"]))
        if answer.get("status") != 0 or lines(answer["value"]) != lines(case["output"]):
            raise AssertionError("case %d" % number)


def lines(text):
    return [line.rstrip() for line in str(text).rstrip().split("\n")]


def run_harness(task_fd, link, report):
    """Reads the tests, which no process does that the program descends from, and runs them."""
    (length,) = struct.unpack(">I", read_exactly(task_fd, 4))
    task = json.loads(read_exactly(task_fd, length))
    os.write(report, b"r")
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    result = verdict(task, Link(link))
    write_fully(report, json.dumps(result).encode("ascii"))
