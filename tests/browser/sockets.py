"""A client of the app's WebSocket that is no browser: it says whatever it likes."""

from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

# Streamlit takes the second for its token against forged requests and the third for a session's id.
_NONE = "PLACEHOLDER_AUTH_TOKEN"


def connect_socket(
    base: str,
    *,
    cookies: dict[str, str] | None = None,
    session_id: str = "",
    headers: dict[str, str] | None = None,
) -> ClientConnection:
    """A socket as the app's page opens it, with these cookies, asking for this session."""
    told = dict(headers or {})
    if cookies:
        told["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    token = (cookies or {}).get("_streamlit_xsrf", _NONE).strip('"')
    asked = ["streamlit", token, *([session_id] if session_id else [])]
    return connect(
        f"ws://{urlsplit(base).netloc}/_stcore/stream",
        origin=base,
        subprotocols=[Subprotocol(each) for each in asked],
        additional_headers=told,
        max_size=None,
    )


def read_run(socket: ClientConnection) -> tuple[str, str]:
    """Have the page run: the session that the server gave, and all that it sent, as text."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    socket.send(message.SerializeToString())
    session_id, said = "", []
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(socket.recv(timeout=60))
        if answer.WhichOneof("type") == "new_session":
            session_id = answer.new_session.initialize.session_id
        said.append(str(answer))
        # A session taken up again may send the end of its last run first.
        if session_id and answer.WhichOneof("type") == "script_finished":
            return session_id, "".join(said)
