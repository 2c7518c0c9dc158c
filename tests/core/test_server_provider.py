"""The provider is believed as far as the rules go: its signatures, its name, its addresses."""

import asyncio
import json
import time
from types import SimpleNamespace

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client._compat import httpx2 as httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey

from core.server.provider import ALGORITHMS, CarefulApp

ISSUER = "https://id.example.org"
SECRET = "the client's secret, which signs nothing here"
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
STATE = {"nonce": "nonce-1", "redirect_uri": "https://app.example.org/oauth2callback"}


class _Kept:
    """Authlib's memory of a sign-in under way."""

    async def get_state_data(self, _session: object, state: str) -> dict | None:
        return dict(STATE) if state == "state-1" else None

    async def clear_state_data(self, _session: object, _state: str) -> None:
        return None


def _sign(alg: str = "RS256", **other: object) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": "s", "aud": "slow-time", "iat": now, "exp": now + 60}
    claims |= {"nonce": "nonce-1", **other}
    key = {"RS256": RSA, "ES256": EC}.get(alg) or OctKey.import_key(SECRET)
    kid = {} if alg == "HS256" else {"kid": key.kid}
    return jwt.encode({"alg": alg, **kid}, claims, key, algorithms=[alg])


def _encode(part: dict) -> str:
    import base64

    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _come_back(
    token: str = "", *, query: dict | None = None, asked: list | None = None, **described: object
) -> dict:
    """What becomes of a return from the provider; `asked` takes the addresses that were asked."""
    described = {
        "issuer": ISSUER,
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/jwks",
        "authorization_endpoint": f"{ISSUER}/auth",
        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256", "ES256"],
        **described,
    }
    keys = {"keys": [key.as_dict(private=False) for key in (RSA, EC)]}
    shared = OctKey.import_key(SECRET).as_dict(private=True)

    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(str(request.url))
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=described)
            case "/jwks":
                return httpx.Response(200, json={"keys": [*keys["keys"], shared]})
            case "/token":
                body = {"access_token": "opens other doors", "token_type": "Bearer"}
                return httpx.Response(200, json={**body, "id_token": token or _sign()})
        return httpx.Response(302, headers={"Location": "https://evil.example/steal"})

    app = CarefulApp(
        _Kept(),
        name="default",
        client_id="slow-time",
        client_secret=SECRET,
        server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "transport": httpx.MockTransport(answer)},
    )
    said = {"code": "c", "state": "state-1", **(query or {})}
    request = SimpleNamespace(scope={"method": "GET"}, query_params=said, session={})
    return asyncio.run(app.authorize_access_token(request))


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
def test_a_token_signed_by_the_providers_own_key_is_taken(alg: str) -> None:
    assert _come_back(_sign(alg))["userinfo"]["sub"] == "s"


def test_a_token_signed_with_a_shared_key_or_not_at_all_is_refused_whatever_is_offered() -> None:
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": "s", "aud": "slow-time", "iat": now, "exp": now + 60}
    unsigned = f"{_encode({'alg': 'none'})}.{_encode({**claims, 'nonce': 'nonce-1'})}."
    for token in (_sign("HS256"), unsigned):
        with pytest.raises((JoseError, ValueError)):
            _come_back(token)
        with pytest.raises((JoseError, ValueError)):
            _come_back(token, id_token_signing_alg_values_supported=["none", "HS256"])
    assert not {"none", "HS256", "HS384", "HS512"} & ALGORITHMS


@pytest.mark.parametrize(
    ("query", "names_itself", "taken"),
    [
        ({}, False, True),
        ({"iss": ISSUER}, False, True),
        ({"iss": ISSUER}, True, True),
        ({}, True, False),
        ({"iss": "https://evil.example"}, False, False),
        ({"iss": "https://evil.example"}, True, False),
        ({"iss": f"{ISSUER}/"}, True, False),
        ({"iss": ""}, False, False),
    ],
)
def test_an_answer_names_the_provider_that_was_asked(
    query: dict, names_itself: bool, taken: bool
) -> None:
    asked: list[str] = []
    other = {"authorization_response_iss_parameter_supported": names_itself}
    if taken:
        assert _come_back(query=query, **other)["userinfo"]
        return
    with pytest.raises(OAuthError, match="another provider"):
        _come_back(query=query, asked=asked, **other)
    # The code is shown to nobody.
    assert asked == [f"{ISSUER}/.well-known/openid-configuration"]


@pytest.mark.parametrize("endpoint", ["token_endpoint", "jwks_uri"])
def test_nothing_is_followed_to_another_address(endpoint: str) -> None:
    asked: list[str] = []
    with pytest.raises(Exception, match=r".*") as caught:
        _come_back(asked=asked, **{endpoint: f"{ISSUER}/moved"})
    assert not isinstance(caught.value, AssertionError)
    assert f"{ISSUER}/moved" in asked
    assert not [address for address in asked if "evil.example" in address]


def test_the_access_token_is_thrown_away() -> None:
    token = _come_back()
    assert "id_token" in token and "access_token" not in token
    assert "opens other doors" not in json.dumps(token)


def test_no_more_is_kept_of_a_person_than_lets_them_in() -> None:
    more = {"email": "a@example.org", "amr": ["mfa"], "name": "A Name", "picture": "https://x/y"}
    kept = _come_back(_sign(**more))["userinfo"]
    assert set(kept) == {"iss", "sub", "email", "amr", "iat", "exp", "nonce"}


def test_streamlit_builds_its_client_upon_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from authlib.integrations import starlette_client
    from streamlit.web.server.starlette import starlette_auth_routes as routes

    from core.server.provider import be_careful

    monkeypatch.setattr(starlette_client, "StarletteOAuth2App", starlette_client.StarletteOAuth2App)
    routes._create_streamlit_oauth_class.cache_clear()
    be_careful()
    built = routes._create_streamlit_oauth_class(starlette_client).oauth2_client_cls
    routes._create_streamlit_oauth_class.cache_clear()
    assert issubclass(built, CarefulApp)
