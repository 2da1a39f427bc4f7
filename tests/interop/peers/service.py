"""A service that logs people in with Authlib: its OAuth client, its ID token rules, joserfc for the signature.

usage: service.py ISSUER REDIRECT_URI CA_FILE, the client in MIEN_CLIENT_ID and MIEN_CLIENT_SECRET, or MIEN_CLIENT_KEY with a
private JWK.

The same lines as service.mjs: {"do":"begin"} and {"do":"finish","login":0,"url":"..."} on standard input. Authlib has no DPoP
and no pushed requests; its assertions are good for an hour and for the token endpoint unless it is told otherwise. Authlib's HTTP
integrations need packages with bundled root certificates; its client takes any session, so a small one over the standard
library does here.
"""

import json
import os
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from authlib.common.security import generate_token
from authlib.oauth2.auth import ClientAuth, TokenAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet, import_key


class Response:
    def __init__(self, status, body):
        self.status_code, self.body = status, body

    def json(self):
        return json.loads(self.body)

    def raise_for_status(self):
        if self.status_code >= 400:
            raise RuntimeError(f"HTTP {self.status_code}")


class Session:
    """As much of a session as Authlib's client calls."""

    def __init__(self, ca_file):
        self.context = ssl.create_default_context(cafile=ca_file)

    def post(self, url, data=None, headers=None, auth=None):
        return self.request("POST", url, data, headers, auth)

    def request(self, method, url, data=None, headers=None, auth=None):
        headers, body = dict(headers or {}), urllib.parse.urlencode(data) if data else None
        if isinstance(auth, TokenAuth):
            url, headers, body = auth.prepare(url, headers, body)
        elif isinstance(auth, ClientAuth):
            url, headers, body = auth.prepare(method, url, headers, body)
        asked = urllib.request.Request(url, body.encode() if body else None, headers, method=method)
        try:
            with urllib.request.urlopen(asked, context=self.context, timeout=30) as answer:
                return Response(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            return Response(error.code, error.read())


def main(issuer, redirect_uri, ca_file):
    session = Session(ca_file)
    metadata = session.request("GET", f"{issuer}/.well-known/openid-configuration").json()
    if metadata["issuer"] != issuer:
        raise SystemExit("error: the metadata are of another issuer")
    keys = KeySet.import_key_set(session.request("GET", metadata["jwks_uri"]).json())
    logins = []
    private = json.loads(os.environ.get("MIEN_CLIENT_KEY", "null"))
    method = "private_key_jwt" if private else "client_secret_basic"

    def client(state=None):
        made = OAuth2Client(
            session,
            client_id=os.environ["MIEN_CLIENT_ID"],
            client_secret=import_key(private) if private else os.environ["MIEN_CLIENT_SECRET"],
            token_endpoint_auth_method=method,
            scope="openid profile",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            state=state,
        )
        made.client_auth_class, made.token_auth_class = ClientAuth, TokenAuth
        if private:
            # Made anew for each: the claims that are handed in keep the identifier of the first assertion.
            soon = {"exp": int(time.time()) + 60}
            made.register_client_auth_method(
                PrivateKeyJWT(issuer, claims=soon, headers={"kid": private["kid"]}, alg=private["alg"])
            )
        return made

    def begin():
        verifier, nonce = generate_token(48), generate_token(20)
        url, state = client().create_authorization_url(
            metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
        logins.append((state, nonce, verifier))
        print(f"authorize: {len(logins) - 1} {url}", flush=True)

    def finish(login, url):
        state, nonce, verifier = logins[login]
        answer = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        # RFC 9207 and errors in the address are left to the application by this class.
        if answer.get("iss") != issuer:
            raise ValueError("wrong_iss")
        if "error" in answer:
            raise ValueError(answer["error"])
        oauth = client(state)
        token = oauth.fetch_token(
            metadata["token_endpoint"], authorization_response=url, state=state, code_verifier=verifier
        )
        opened = jwt.decode(token["id_token"], keys, algorithms=["ES256"])
        claims = CodeIDToken(
            opened.claims,
            opened.header,
            {"iss": {"values": [issuer]}, "aud": {"values": [oauth.client_id]}},
            {"nonce": nonce, "client_id": oauth.client_id, "access_token": token["access_token"]},
        )
        claims.validate(leeway=60)
        person = session.request("GET", metadata["userinfo_endpoint"], auth=TokenAuth(token, client=oauth)).json()
        if person["sub"] != claims["sub"]:
            raise ValueError("wrong_sub")
        print(f"inside: {json.dumps({**claims, 'name': person['name']})}", flush=True)

    print(f"ready: code PKCE iss {method} {private['alg'] if private else ''}", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            begin() if command["do"] == "begin" else finish(command["login"], command["url"])
        except Exception as error:
            print(f"refused: {getattr(error, 'error', '')} {error}".replace("\n", " "), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
