"""Chromium and Firefox, headless, driven from outside: by ChromeDriver over HTTP, and by Firefox's own Marionette.

Both speak WebDriver's commands, so a test drives either in the same words. Each run has a profile of its own, and the
settings that automation would relax are put back, so that pages from disk are treated as a person's browser treats them.
"""

import base64
import json
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

import httpx

CHROMIUM, DRIVER, FIREFOX = (shutil.which(name) for name in ("chromium", "chromedriver", "firefox-esr"))
CHROMIUM_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
]
FIREFOX_SETTINGS = {
    "remote.prefs.recommended": False,
    "marionette.port": 0,
    "security.fileuri.strict_origin_policy": True,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "intl.accept_languages": "en",
}


class Browser:
    """One window. `send` takes a command of WebDriver by its name and gives its value."""

    def __init__(self, name, send):
        self.name = name
        self.send = send

    def open(self, address):
        self.send("WebDriver:Navigate", {"url": str(address)})

    def run(self, script, *values):
        """The value of a function body in the page; `arguments` are `values`."""
        return self.send("WebDriver:ExecuteScript", {"script": script, "args": list(values)})

    def wait(self, script, *values, seconds=20):
        """What `script` gives as soon as that is true."""
        end = time.monotonic() + seconds
        while not (found := self.run(script, *values)):
            assert time.monotonic() < end, f"{self.name}: never true: {script}"
            time.sleep(0.05)
        return found

    def back(self):
        self.send("WebDriver:Back", {})

    def picture(self):
        return base64.b64decode(self.send("WebDriver:TakeScreenshot", {"full": False}))

    def pdf(self):
        return base64.b64decode(self.send("WebDriver:Print", {"background": True}))

    def keys(self, text):
        """Type into whatever has the focus, as a keyboard would."""
        actions = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self.send("WebDriver:PerformActions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    def size(self, width, height):
        self.send("WebDriver:SetWindowRect", {"width": width, "height": height})


_PATHS = {
    "WebDriver:Navigate": ("POST", "/url"),
    "WebDriver:ExecuteScript": ("POST", "/execute/sync"),
    "WebDriver:Back": ("POST", "/back"),
    "WebDriver:TakeScreenshot": ("GET", "/screenshot"),
    "WebDriver:Print": ("POST", "/print"),
    "WebDriver:PerformActions": ("POST", "/actions"),
    "WebDriver:SetWindowRect": ("POST", "/window/rect"),
    "DevTools": ("POST", "/goog/cdp/execute"),  # Chromium alone
}


@contextmanager
def chromium(folder, *flags):
    """Chromium with a new profile in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "chromedriver.log").open("wb")
    driver = subprocess.Popen([DRIVER, f"--port={port}"], stdout=log, stderr=log)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False) as client:
        try:
            for _n in range(200):
                try:
                    if client.get("/status").json()["value"]["ready"]:
                        break
                except httpx.TransportError:
                    time.sleep(0.05)
            options = {
                "binary": CHROMIUM,
                "args": [*CHROMIUM_FLAGS, f"--user-data-dir={folder / 'profile'}", *flags],
            }
            capabilities = {
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"},
            }
            made = client.post("/session", json={"capabilities": {"alwaysMatch": capabilities}}).json()[
                "value"
            ]
            session = f"/session/{made['sessionId']}"

            def send(name, values):
                method, path = _PATHS[name]
                body = None if method == "GET" else values
                value = client.request(method, session + path, json=body).json()["value"]
                if isinstance(value, dict) and "error" in value:
                    raise AssertionError(f"{value['error']}: {value['message'].splitlines()[0]}")
                return value

            one = Browser("chromium", send)
            one.said = lambda: client.post(session + "/se/log", json={"type": "browser"}).json()["value"]
            yield one
            client.delete(session)
        finally:
            driver.terminate()
            driver.wait(20)
            log.close()


@contextmanager
def firefox(folder, *flags):
    """Firefox with a new profile in `folder`."""
    profile = folder / "profile"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in FIREFOX_SETTINGS.items()]
    (profile / "user.js").write_text("\n".join(lines) + "\n", "utf-8")
    log = (folder / "firefox.log").open("wb")
    command = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(profile), *flags]
    running = subprocess.Popen(command, stdout=log, stderr=log)
    connection = None
    try:
        port = profile / "MarionetteActivePort"
        for _n in range(600):
            if port.exists() and port.read_text():
                break
            time.sleep(0.05)
        connection = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=120)
        stream = connection.makefile("rb")
        _answer(stream)  # who is there
        count = 0

        def send(name, values):
            nonlocal count
            count += 1
            text = json.dumps([0, count, name, values])
            connection.sendall(f"{len(text.encode())}:{text}".encode())
            _kind, _number, fault, value = _answer(stream)
            if fault:
                raise AssertionError(f"{fault['error']}: {fault['message'].splitlines()[0]}")
            return value["value"] if isinstance(value, dict) and set(value) == {"value"} else value

        send("WebDriver:NewSession", {})
        send("WebDriver:SetWindowRect", {"width": 1280, "height": 1000})
        yield Browser("firefox", send)
        send("Marionette:Quit", {"flags": ["eForceQuit"]})
    finally:
        if connection is not None:
            connection.close()
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait(15)
        log.close()


def _answer(stream):
    size = b""
    while (byte := stream.read(1)) != b":":
        assert byte, "Firefox went away"
        size += byte
    return json.loads(stream.read(int(size)))


BROWSERS = {
    "chromium": (chromium, bool(CHROMIUM and DRIVER)),
    "firefox": (firefox, bool(FIREFOX)),
}
