"""The conversation with the identity provider, held to less than it would allow.

Streamlit hands it to Authlib, and Authlib believes what the provider says of itself. Here only
known signatures count, the answer must name the provider that was asked, nothing is followed to
another address, and what nobody here needs is thrown away: the token that would open the provider's
other doors, the person's picture.
"""

from typing import Any

from authlib.integrations import starlette_client
from authlib.integrations.base_client import OAuthError

ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures by a key that the provider alone has: never none, never one by a shared key."""

KEPT = (
    "iss",
    "sub",
    "email",
    "email_verified",
    "xms_edov",
    "iat",
    "exp",
    "nonce",
    "sid",
    "acr",
    "amr",
    "auth_time",
)
"""What is taken of what the provider says of a person: who vouches, for whom, since when."""

_SIGNED_BY = "id_token_signing_alg_values_supported"
_NAMES_ITSELF = "authorization_response_iss_parameter_supported"
_OURS = starlette_client.StarletteOAuth2App


class CarefulApp(_OURS):  # type: ignore[misc,valid-type]
    """Authlib's client of one provider, with the rules above."""

    async def load_server_metadata(self) -> dict[str, Any]:
        """What the provider says of itself, without the signatures that do not count here."""
        said: dict[str, Any] = await super().load_server_metadata()
        offered = said.get(_SIGNED_BY) or ["RS256"]
        said[_SIGNED_BY] = [name for name in offered if name in ALGORITHMS] or ["RS256"]
        return said

    async def authorize_access_token(self, request: Any, **named: Any) -> dict[str, Any]:
        """The tokens of an answer that names the provider that was asked, without the access token.

        Raises:
            OAuthError: the answer names another provider, or none where it always names itself
                (RFC 9207).
        """
        said = await self.load_server_metadata()
        named_by = request.query_params.get("iss")
        if named_by != said.get("issuer") and (named_by is not None or said.get(_NAMES_ITSELF)):
            raise OAuthError(error="mismatching_issuer", description="another provider answered")
        token: dict[str, Any] = await super().authorize_access_token(request, **named)
        # Streamlit would put it into a cookie; nobody here asks the provider anything by it.
        token.pop("access_token", None)
        told = token.get("userinfo") or {}
        token["userinfo"] = {name: told[name] for name in KEPT if name in told}
        return token

    def _get_session(self) -> Any:
        return _stay(super()._get_session())

    def _get_oauth_client(self, **metadata: Any) -> Any:
        return _stay(super()._get_oauth_client(**metadata))


def be_careful() -> None:
    """Have Streamlit build its client upon this one; call it before anybody signs in."""
    starlette_client.StarletteOAuth2App = CarefulApp


def _stay(client: Any) -> Any:
    # An address that sends us elsewhere does not answer: the secret goes to the provider alone.
    client.follow_redirects = False
    return client
