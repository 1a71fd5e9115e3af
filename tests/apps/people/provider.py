"""A small OpenID Connect provider over real HTTP: run as a process by test_oidc.py.

python provider.py     prints its address, then answers. /become/NAME says who signs in there.
"""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "hotich", "bi-mat-thu"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
who = {"name": "nobody", "sub": "0"}
codes: dict[str, dict[str, str]] = {}
tokens: dict[str, dict[str, str]] = {}


class Provider(BaseHTTPRequestHandler):
    """Answers what a relying party asks."""

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, body: Any, status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @property
    def here(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            self.answer(
                {
                    "issuer": self.here,
                    **{f"{n}_endpoint": f"{self.here}/{n}"
                       for n in ("authorization", "token", "userinfo")},
                    "jwks_uri": f"{self.here}/jwks",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )  # fmt: skip
        elif url.path.startswith("/become/"):
            who.update(name=url.path[8:], sub=hashlib.sha256(url.path.encode()).hexdigest()[:12])
            self.answer({})
        elif url.path == "/authorization":
            assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
            code = secrets.token_urlsafe()
            codes[code] = {**who, "challenge": asked["code_challenge"]}
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        elif url.path == "/userinfo":
            person = tokens.get((self.headers["Authorization"] or "").removeprefix("Bearer "))
            if person is None:
                self.answer({"error": "invalid_token"}, 401)
            else:
                self.answer({"sub": person["sub"], "preferred_username": person["name"]})
        elif url.path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self.answer({"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]})
        else:
            self.answer({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        person = codes.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(
            hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        )
        right = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if person is None or not right or person["challenge"] != proof.decode().rstrip("="):
            self.answer({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_urlsafe()
        tokens[token] = person
        now = int(time.time())
        claims = {"iss": self.here, "aud": CLIENT, "sub": person["sub"], "iat": now,
                  "exp": now + 300}  # fmt: skip
        self.answer(
            {
                "access_token": token,
                "token_type": "Bearer",
                "id_token": jwt.encode(claims, KEY, "RS256", {"kid": "1"}),
            }
        )


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
