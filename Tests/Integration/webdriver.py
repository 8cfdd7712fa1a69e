"""A client for W3C WebDriver and chromedriver's own commands, over Python's http.client.

Only what the tests need: there is nothing to install, and nothing that looks for drivers elsewhere.
"""

import base64
import http.client
import json
import os
import re
import subprocess
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the standard's name for a reference to an element
PATIENCE = 60  # seconds that a condition may take to come true


class WebDriverError(Exception):
    """The browser could not do what it was asked."""


class Browser:
    """One headless Chromium with an empty profile."""

    def __init__(self, width=1280, height=900, dark=False, log_path=os.devnull):
        self._log = open(log_path, "wb")
        self._driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        try:
            self._port = self._started_port()
            self._session = self._begin(width, height)
            if dark:
                self.cdp("Emulation.setEmulatedMedia",
                         features=[{"name": "prefers-color-scheme", "value": "dark"}])
        except BaseException:
            self.close()
            raise

    def _started_port(self):
        for line in self._driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                return int(found.group(1))
        raise WebDriverError("chromedriver ended before it listened")

    def _begin(self, width, height):
        options = {
            # The sandbox needs user namespaces, which containers and root seldom have; the only
            # pages opened are our own.
            "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                     "--hide-scrollbars", f"--window-size={width},{height}"],
        }
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}})
        return answer["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the browser and its driver, whatever state they are in."""
        if getattr(self, "_session", None):
            try:
                self._command("DELETE", "")
            except (OSError, WebDriverError):
                pass  # the driver is ended below all the same
            self._session = None
        self._driver.terminate()
        try:
            self._driver.wait(10)
        except subprocess.TimeoutExpired:
            self._driver.kill()
            self._driver.wait()
        self._driver.stdout.close()
        self._log.close()

    def _call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            connection.request(
                method, path, None if body is None else json.dumps(body),
                {"Content-Type": "application/json; charset=utf-8"})
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        value = answer.get("value")
        if isinstance(value, dict) and "error" in value:
            raise WebDriverError(f"{value['error']}: {value['message'].splitlines()[0]}")
        return value

    def _command(self, method, path, body=None):
        return self._call(method, f"/session/{self._session}{path}", body)

    def open(self, address):
        self._command("POST", "/url", {"url": address})

    def reload(self):
        self._command("POST", "/refresh", {})

    def find(self, selector):
        """The first element that fits, or an error."""
        value = self._command(
            "POST", "/element", {"using": "css selector", "value": selector})
        return Element(self, value[ELEMENT])

    def find_all(self, selector):
        values = self._command(
            "POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, value[ELEMENT]) for value in values]

    def script(self, text, *arguments):
        """What the function body returns; an awaited promise counts."""
        return self._command("POST", "/execute/sync", {"script": text, "args": list(arguments)})

    def active(self):
        """The element that has the keyboard's focus."""
        return Element(self, self._command("GET", "/element/active")[ELEMENT])

    def press(self, *keys, holding=()):
        """Presses keys one after the other, to whatever has the focus."""
        actions = [{"type": "keyDown", "value": key} for key in holding]
        for key in keys:
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        actions += [{"type": "keyUp", "value": key} for key in holding]
        self._command("POST", "/actions", {
            "actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def cdp(self, command, **parameters):
        """A command of Chromium's own protocol."""
        return self._command(
            "POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def log(self, kind):
        """What was logged since the last call: `browser` for the console, `performance` for
        requests."""
        return self._command("POST", "/se/log", {"type": kind})

    def set_size(self, width, height):
        """The size of the page's view, also below what a window may have."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=False)

    def screenshot(self, path, whole_page=False):
        picture = self.cdp("Page.captureScreenshot", captureBeyondViewport=whole_page)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def wait(self, condition, what, patience=PATIENCE):
        """What the condition gives once that is true."""
        end = time.monotonic() + patience
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(f"waited {patience} s in vain: {what}")
            time.sleep(0.05)


class Element:
    """An element of the page that is open."""

    def __init__(self, browser, reference):
        self._browser = browser
        self._reference = reference

    def _command(self, method, path, body=None):
        return self._browser._command(method, f"/element/{self._reference}{path}", body)

    def to_json(self):
        """The element as an argument of a script."""
        return {ELEMENT: self._reference}

    @property
    def text(self):
        return self._command("GET", "/text")

    @property
    def is_shown(self):
        return self._command("GET", "/displayed")

    @property
    def name(self):
        """What a screen reader calls it."""
        return self._command("GET", "/computedlabel")

    @property
    def role(self):
        return self._command("GET", "/computedrole")

    def property(self, name):
        return self._command("GET", f"/property/{name}")

    def attribute(self, name):
        return self._command("GET", f"/attribute/{name}")

    def click(self):
        self._command("POST", "/click", {})

    def clear(self):
        self._command("POST", "/clear", {})

    def type(self, text):
        self._command("POST", "/value", {"text": text})

    def replace(self, text):
        """Types instead of what is there."""
        self.clear()
        self.type(text)
