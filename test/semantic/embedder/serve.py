"""An OpenAI-compatible embeddings server on a free port of the loopback address; prints the port when ready."""

import base64
import json
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from minilm import MiniLm

NAME = "all-minilm-l6-v2"
model = MiniLm()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        body = json.loads(self.rfile.read(length))
        if not self.path.endswith("/embeddings"):
            self.answer(404, {"error": {"message": "no such path", "type": "invalid_request_error"}})
            return
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        encoded = body.get("encoding_format") == "base64"
        data = []
        for at, text in enumerate(texts):
            vector = model.embed(text)
            packed = base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode() if encoded else vector
            data.append({"object": "embedding", "index": at, "embedding": packed})
        tokens = sum(len(model.tokenizer.encode(text).ids) for text in texts)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        self.answer(200, {"object": "list", "model": NAME, "data": data, "usage": usage})

    def answer(self, status: int, value: dict) -> None:
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
