"""Writes the seeds of the signed and encrypted corpora: certificates, JWS, JWE, SD-JWT, client assertions. They are kept in the repository, because
signatures differ from run to run; this is how they were made, by another program than the one that reads them.

usage: seeds.py CORPUS_FOLDER (needs the Python package `cryptography`)

The keys are numbers that everybody knows (32 times the byte 7, 8, 9, 10): they protect nothing.
"""

import hashlib
import hmac
import json
import struct
import sys
from base64 import b64encode, urlsafe_b64encode
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

FOLDER = Path(sys.argv[1])
NOW = 1_780_272_000  # 2026-06-01
DER = serialization.Encoding.DER


def key(number: int, curve=ec.SECP256R1):
    return ec.derive_private_key(int.from_bytes(bytes([number]) * 32), curve())


LEAF, ROOT, RECIPIENT, HOLDER = key(7), key(8), key(9), key(10)


def certificate(subject, public, issuer, signer, *, ca=False, names=(), start=2020, end=2090):
    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    built = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(start, 1, 1))
        .not_valid_after(datetime(end, 1, 1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if names:
        built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
    return built.sign(signer, hashes.SHA256()).public_bytes(DER)


def write(target: str, name: str, content: bytes | str) -> None:
    folder = FOLDER / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def b64(data: bytes | str) -> str:
    data = data if isinstance(data, bytes) else data.encode()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(public) -> dict:
    numbers = public.public_numbers()
    x, y = (b64(n.to_bytes(32)) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def sign(header: dict, payload: dict | str, signer=LEAF) -> str:
    payload = payload if isinstance(payload, str) else json.dumps(payload)
    text = f"{b64(json.dumps(header))}.{b64(payload)}"
    r, s = utils.decode_dss_signature(signer.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{b64(r.to_bytes(32) + s.to_bytes(32))}"


NAMES = ["login.example", "issuer.example"]
ANCHOR = certificate("Fuzz root", ROOT.public_key(), "Fuzz root", ROOT, ca=True)
CHAIN = certificate("Fuzz leaf", LEAF.public_key(), "Fuzz root", ROOT, names=NAMES)
X5C = [b64encode(CHAIN).decode()]


def chains() -> None:
    def chain(*certificates: bytes) -> bytes:
        return b"".join(struct.pack(">H", len(c)) + c for c in certificates)

    middle = key(11)
    intermediate = certificate("Fuzz middle", middle.public_key(), "Fuzz root", ROOT, ca=True)
    below = certificate("Fuzz lower", LEAF.public_key(), "Fuzz middle", middle, names=NAMES)
    write("x509-chain", "ok-leaf", chain(CHAIN))
    write("x509-chain", "ok-intermediate", chain(below, intermediate))
    write("x509-chain", "no-intermediate-missing", chain(below))
    write("x509-chain", "no-anchor-in-chain", chain(CHAIN, ANCHOR))
    own = certificate("Fuzz own", LEAF.public_key(), "Fuzz own", LEAF, names=NAMES)
    write("x509-chain", "no-self-signed", chain(own))
    other = certificate("Fuzz leaf", LEAF.public_key(), "Fuzz root", key(12), names=NAMES)
    write("x509-chain", "no-other-root", chain(other))
    old = certificate("Fuzz leaf", LEAF.public_key(), "Fuzz root", ROOT, names=NAMES, end=2021)
    write("x509-chain", "no-expired", chain(old))
    wide = certificate("Fuzz leaf", key(7, ec.SECP384R1).public_key(), "Fuzz root", ROOT, names=NAMES)
    write("x509-chain", "no-p384-leaf", chain(wide))
    rsa_key = rsa.generate_private_key(65537, 2048).public_key()
    write("x509-chain", "no-rsa-leaf", chain(certificate("Fuzz leaf", rsa_key, "Fuzz root", ROOT, names=NAMES)))
    write("x509-chain", "no-truncated", chain(CHAIN[:-20]))
    write("x509-chain", "no-empty", b"")


def tokens() -> None:
    claims = {"aud": "us", "exp": NOW + 60}
    good = {"alg": "ES256", "typ": "x+jwt"}
    write("jws", "ok-plain", sign(good, claims))
    write("jws", "ok-kid-and-chain", sign({**good, "kid": "k-1", "x5c": X5C}, claims))
    write("jws", "ok-own-key", sign({**good, "jwk": jwk(LEAF.public_key())}, claims))
    write("jws", "no-other-key", sign(good, claims, HOLDER))
    write("jws", "no-critical", sign({**good, "crit": ["exp"]}, claims))
    write("jws", "no-payload-object", sign(good, "[1]"))
    write("jws", "no-duplicate", sign(good, '{"aud":"us","aud":"them"}'))
    head = b64('{"alg":"none","typ":"x+jwt"}')
    write("jws", "no-algorithm", f"{head}.{b64(json.dumps(claims))}.")
    write("jws", "no-signature", sign(good, claims).rsplit(".", 1)[0] + ".")
    write("jws", "no-two-parts", f"{head}.{head}")


def encrypted(enc: str, size: int, **more) -> str:
    ephemeral = key(13)
    header = {"alg": "ECDH-ES", "enc": enc, "epk": jwk(ephemeral.public_key()), **more}
    shared = ephemeral.exchange(ec.ECDH(), RECIPIENT.public_key())
    info = b"".join(struct.pack(">I", len(p)) + p for p in (enc.encode(), b"", b"")) + struct.pack(">I", size * 8)
    content_key = hashlib.sha256(struct.pack(">I", 1) + shared + info).digest()[:size]
    head, iv = b64(json.dumps(header)), bytes(range(12))
    sealed = AESGCM(content_key).encrypt(iv, b'{"state":"s-1"}', head.encode())
    return f"{head}..{b64(iv)}.{b64(sealed[:-16])}.{b64(sealed[-16:])}"


def envelopes() -> None:
    write("jwe", "ok-a128gcm", encrypted("A128GCM", 16, kid="k-1"))
    write("jwe", "ok-a256gcm", encrypted("A256GCM", 32))
    write("jwe", "no-compressed", encrypted("A256GCM", 32, zip="DEF"))
    write("jwe", "no-critical", encrypted("A256GCM", 32, crit=["x"]))
    good = encrypted("A256GCM", 32).split(".")
    write("jwe", "no-wrapped-key", ".".join([good[0], "AAAA", *good[2:]]))
    write("jwe", "no-tag", ".".join([*good[:4], "AA"]))
    write("jwe", "no-four-parts", ".".join(good[:4]))


def disclosure(*parts) -> tuple[str, str]:
    text = b64(json.dumps(parts))
    return text, b64(hashlib.sha256(text.encode()).digest())


def credentials() -> None:
    head = {"alg": "ES256", "typ": "dc+sd-jwt", "x5c": X5C}
    claims = {
        "iss": "https://issuer.example",
        "vct": "urn:mien:identity:1",
        "iat": NOW - 60,
        "exp": NOW + 86_400,
        "cnf": {"jwk": jwk(HOLDER.public_key())},
    }

    def issue(name, payload, *disclosures, header=head, tail="~"):
        write("sd-jwt", name, "~".join([sign(header, payload), *disclosures]) + tail)

    uid, uid_hash = disclosure("c2FsdC0x", "uid", "U1")
    street, street_hash = disclosure("c2FsdC0y", "street", "Harbour Road 1")
    place, place_hash = disclosure("c2FsdC0z", "address", {"_sd": [street_hash], "country": "SG"})
    item, item_hash = disclosure("c2FsdC00", "SG")
    end, end_hash = disclosure("c2FsdC01", "exp", NOW + 86_400)
    issue("ok-plain", claims)
    issue("ok-one-claim", {**claims, "_sd": [uid_hash], "_sd_alg": "sha-256"}, uid)
    issue("ok-withheld", {**claims, "_sd": [uid_hash, place_hash]}, uid)
    issue("ok-nested", {**claims, "_sd": [place_hash]}, place, street)
    issue("ok-array", {**claims, "nationalities": [{"...": item_hash}, "CN"]}, item)
    hidden = {name: value for name, value in claims.items() if name != "exp"}
    issue("no-hidden-expiry", {**hidden, "_sd": [end_hash]}, end)
    issue("no-stray-disclosure", claims, uid)
    issue("no-twice", {**claims, "_sd": [uid_hash, uid_hash]}, uid)
    issue("no-name-taken", {**claims, "uid": "U2", "_sd": [uid_hash]}, uid)
    issue("no-digest-algorithm", {**claims, "_sd": [uid_hash], "_sd_alg": "sha-512"}, uid)
    issue("no-expired", {**claims, "exp": NOW - 3_600})
    issue("no-holder", {name: value for name, value in claims.items() if name != "cnf"})
    issue("no-type", claims, header={**head, "typ": "JWT"})
    issue("no-chain", claims, header={"alg": "ES256", "typ": "dc+sd-jwt"})
    issue("no-tilde", claims, tail="")


def assertions() -> None:
    """Client assertions with each algorithm; the public keys are `fixtures/client-jwks.json`."""
    edwards = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
    long_key = rsa.generate_private_key(65537, 2048)
    modulus = b64(long_key.public_key().public_numbers().n.to_bytes(256))
    point = edwards.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    keys = [
        {**jwk(LEAF.public_key()), "kid": "p-256"},
        {"kty": "RSA", "n": modulus, "e": "AQAB", "alg": "PS256", "kid": "rsa"},
        {"kty": "OKP", "crv": "Ed25519", "x": b64(point), "use": "sig"},
    ]
    write("../fixtures", "client-jwks.json", json.dumps({"keys": keys}, indent=1) + "\n")

    def pss(text: bytes) -> bytes:
        return long_key.sign(text, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())

    def signed(header: dict, payload: dict, signer) -> str:
        text = f"{b64(json.dumps(header))}.{b64(json.dumps(payload))}"
        return f"{text}.{b64(signer(text.encode()))}"

    claims = {"iss": "service", "sub": "service", "aud": "https://login.example", "jti": "j-12345678"}
    claims |= {"iat": NOW, "exp": NOW + 60}
    es256 = {"alg": "ES256"}
    good = {
        "es256": sign({**es256, "kid": "p-256"}, claims),
        "ps256": signed({"alg": "PS256", "kid": "rsa", "typ": "JWT"}, claims, pss),
        "eddsa": signed({"alg": "EdDSA"}, claims, edwards.sign),
        "ed25519": signed({"alg": "Ed25519", "typ": "client-authentication+jwt"}, claims, edwards.sign),
    }
    for name, text in good.items():
        write("client-assertion", f"ok-{name}", text)
    bad = {
        "other-client": {"iss": "other", "sub": "other"},
        "other-issuer": {"iss": "other"},
        "endpoint": {"aud": "https://login.example/token"},
        "audience-list": {"aud": ["https://login.example"]},
        "expired": {"exp": NOW},
        "for-too-long": {"exp": NOW + 3_600},
        "early": {"nbf": NOW + 60},
        "made-ahead": {"iat": NOW + 60},
        "short-id": {"jti": "1"},
    }
    for name, change in bad.items():
        write("client-assertion", f"no-{name}", sign(es256, {**claims, **change}))
    write("client-assertion", "no-id", sign(es256, {k: v for k, v in claims.items() if k != "jti"}))
    write("client-assertion", "no-other-key", sign(es256, claims, HOLDER))
    write("client-assertion", "no-other-key-id", sign({**es256, "kid": "rsa"}, claims))
    write("client-assertion", "no-such-type", sign({**es256, "typ": "dpop+jwt"}, claims))
    write("client-assertion", "no-critical", sign({**es256, "crit": ["exp"]}, claims))
    write("client-assertion", "no-algorithm", f"{b64(json.dumps({'alg': 'none'}))}.{b64(json.dumps(claims))}.")
    public = LEAF.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    mac = {"alg": "HS256", "kid": "p-256"}
    write("client-assertion", "no-hmac", signed(mac, claims, lambda text: hmac.digest(public, text, "sha256")))
    rs256 = signed({"alg": "RS256", "kid": "rsa"}, claims, lambda t: long_key.sign(t, padding.PKCS1v15(), hashes.SHA256()))
    write("client-assertion", "no-rs256", rs256)
    swapped = good["es256"].rsplit(".", 1)[1]
    head = b64(json.dumps({"alg": "PS256", "kid": "p-256"}))
    write("client-assertion", "no-swapped", f"{head}.{b64(json.dumps(claims))}.{swapped}")


write("x509-anchor", "anchor.der", ANCHOR)
write("x509-anchor", "leaf.der", CHAIN)
chains()
tokens()
envelopes()
credentials()
assertions()
