"""A passkey made of software: it answers as a device does, or wrongly where a test wants that."""

import html
import json
import os
import re
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ADD = "/account/factors/passkeys/add/"
SHOWN = re.compile(r'data-options="([^"]*)"')
_FLAGS = AuthenticatorData.FLAG


def asked(client: Client, path: str) -> dict[str, Any]:
    """What a page asks the browser to ask of a passkey."""
    found = SHOWN.search(client.get(path).content.decode())
    assert found
    options: dict[str, Any] = json.loads(html.unescape(found.group(1)))["publicKey"]
    return options


class Passkey:
    """One key for one site."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.user_handle = b""

    def made(self, options: dict[str, Any]) -> str:
        """The answer to being added."""
        self.user_handle = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())
        held = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = self._data(options["rp"]["id"], _FLAGS.UP | _FLAGS.UV | _FLAGS.AT, held)
        attested = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", options, options["rp"]["id"])
        return self._sent({"clientDataJSON": client, "attestationObject": attested})

    def answer(self, options: dict[str, Any], *, origin: str = "", signed: bool = True) -> str:
        """The answer to being asked for."""
        client = self._client("webauthn.get", options, options["rpId"], origin)
        data = self._data(options["rpId"], _FLAGS.UP | _FLAGS.UV)
        text = data + (client.hash if signed else bytes(32))
        signature = self.private.sign(text, ec.ECDSA(hashes.SHA256()))
        return self._sent({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, rp_id: str, flags: Any, held: Any = b"") -> AuthenticatorData:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(rp_id.encode())
        return AuthenticatorData.create(digest.finalize(), flags, 1, held)

    def _client(self, kind: str, options: dict[str, Any], rp_id: str, origin: str = "") -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(options["challenge"]), origin or f"https://{rp_id}")

    def _sent(self, response: dict[str, bytes]) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {name: websafe_encode(value) for name, value in response.items()},
                "clientExtensionResults": {},
            }
        )


def add_passkey(client: Client, name: str = "Key ring") -> Passkey:
    """Add a passkey through its page."""
    passkey = Passkey()
    answer = client.post(ADD, {"name": name, "credential": passkey.made(asked(client, ADD))})
    assert answer.status_code == 302, answer.content.decode()
    return passkey
