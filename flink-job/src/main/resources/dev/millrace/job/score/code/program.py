# The process of the program: it loads what the model wrote and answers calls. All it can ever do
# to a verdict is to send values.
import subprocess
import types


def run_program(task_fd, link):
    """Reads the task, then serves it; the task is read here so that nobody else remembers it."""
    (length,) = struct.unpack(">I", read_exactly(task_fd, 4))
    task = json.loads(read_exactly(task_fd, length))
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.dup2(link, 3)
    os.closerange(4, 65536)
    send(3, {"read": True})
    if task["command"]:
        serve_runs(task)
    else:
        serve_calls(task)


def serve_calls(task):
    module = types.ModuleType("program")
    sys.modules["program"] = module
    try:
        exec(compile(task["source"], "program", "exec"), module.__dict__)
    except BaseException as e:
        send(3, failure(e))
        return
    send(3, {"loaded": True})
    while True:
        call = receive(3)
        try:
            positional, named = decode(call["args"]), decode(call["named"])
            value = encode(module.__dict__[call["name"]](*positional, **named))
            answer = {"value": value}
        except BaseException as e:
            answer = failure(e)
        send(3, answer)


def failure(e):
    try:
        text = str(e)[:300]
    except BaseException:
        text = ""
    return {"error": type(e).__name__, "text": text}


def serve_runs(task):
    with open("program", "w", encoding="utf-8") as file:
        file.write(task["source"])
    send(3, {"loaded": True})
    while True:
        run = receive(3)
        most = int(run["most"])
        child = subprocess.Popen(
            task["command"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        feeding = os.fork()
        if feeding == 0:
            try:
                write_fully(child.stdin.fileno(), run["input"].encode("utf-8"))
            except OSError:
                pass
            os._exit(0)
        child.stdin.close()
        output = child.stdout.read(most + 1)
        if len(output) > most:
            child.kill()
        child.stdout.close()
        os.waitpid(feeding, 0)
        send(3, {"value": output.decode("utf-8", "replace"), "status": child.wait()})
