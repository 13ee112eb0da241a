"""A server of a causal language model in PyTorch and transformers, on the routes and with the fields of vLLM that a
generator uses. It shares no code with Millrace: forward pass, sampling and log-probs are those of transformers.

    reference_engine.py MODEL_DIRECTORY PORT
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import torch
from transformers import AutoModelForCausalLM

torch.set_num_threads(1)


class Served:
    def __init__(self, directory):
        self.load(directory)
        self.version = "default"

    def load(self, directory):
        self.model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).eval()

    @torch.no_grad()
    def complete(self, request):
        prompt = request["prompt"]
        ends = set(request.get("stop_token_ids") or [])
        generator = torch.Generator().manual_seed(request["seed"] % 2**63)
        choices = []
        for index in range(request["n"]):
            ids, log_probs, reason = [], [], "length"
            while len(ids) < request["max_tokens"]:
                logits = self.model(torch.tensor([prompt + ids])).logits[0, -1]
                shaped = torch.log_softmax(logits / request["temperature"], dim=-1)
                token = int(torch.multinomial(shaped.exp(), 1, generator=generator))
                ids.append(token)
                log_probs.append(float(shaped[token]))
                if token in ends:
                    reason = "stop"
                    break
            choices.append(
                {
                    "index": index,
                    "text": "",
                    "finish_reason": reason,
                    "prompt_token_ids": prompt,
                    "token_ids": ids,
                    "logprobs": {"tokens": ["token_id:%d" % i for i in ids], "token_logprobs": log_probs},
                }
            )
        return {"object": "text_completion", "model": "reference", "choices": choices}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served = None
    one_at_a_time = threading.Lock()

    def do_GET(self):
        if self.path == "/v1/models":
            self.answer(200, {"object": "list", "data": [{"id": "reference", "object": "model"}]})
        elif self.path == "/weight_info":
            self.answer(200, {"weight_version": self.served.version})
        else:
            self.answer(404, {"detail": "Not Found"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        route = self.path.split("?")[0]
        if route == "/v1/completions":
            with self.one_at_a_time:
                completion = self.served.complete(body)
            self.answer(200, completion)
        elif route == "/collective_rpc" and body.get("method") == "reload_weights":
            with self.one_at_a_time:
                self.served.load(body["kwargs"]["weights_path"])
            self.answer(200, {"results": [None]})
        elif route == "/update_weight_version":
            self.served.version = body["new_version"]
            self.answer(200, {"success": True})
        elif route in ("/pause", "/resume", "/reset_prefix_cache"):
            self.answer(200, {})
        else:
            self.answer(404, {"detail": "Not Found"})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    Handler.served = Served(sys.argv[1])
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
