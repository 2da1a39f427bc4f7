// The login page: follows the login's events, shows what the server renders, finishes when approved.
(() => {
  "use strict";
  const box = document.getElementById("login");
  if (!box) return;
  const status = document.getElementById("status");
  const finish = document.getElementById("finish");
  const base = box.dataset.base;
  let timer = 0;
  let ended = false;

  const state = () => box.firstElementChild?.dataset ?? {};

  const announce = (text) => {
    if (text && status.textContent !== text) status.textContent = text;
  };

  const settle = () => {
    const now = state();
    clearInterval(timer);
    announce(now.status);
    if (now.state === "shown") count(Number(now.remainingMs));
    if (now.state === "approved" && now.finish === "yes" && !ended) {
      ended = true;
      finish.submit();
    }
  };

  const show = async (response) => {
    if (!response.ok || ended) return;
    const held = box.contains(document.activeElement);
    box.innerHTML = await response.text();
    settle();
    if (held) {
      const heading = box.querySelector("h2, a");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus();
    }
  };

  const panel = () => fetch(`${base}/panel`, { credentials: "same-origin" }).then(show, () => {});

  const renew = () => {
    const body = new URLSearchParams({ csrf: box.dataset.csrf, auto: "yes" });
    return fetch(`${base}/renew`, { method: "POST", body, credentials: "same-origin" }).then(show, () => {});
  };

  const count = (remaining) => {
    const until = performance.now() + remaining;
    const bar = box.querySelector("progress");
    const tick = () => {
      const left = until - performance.now();
      if (bar) bar.value = Math.max(0, left / 1000);
      if (left <= 0) {
        clearInterval(timer);
        if (state().renews === "yes") renew();
        else panel();
      }
    };
    timer = setInterval(tick, 500);
    tick();
  };

  // Without an event stream the state is asked for every two seconds.
  const poll = () => {
    let last = state().state;
    const ask = async () => {
      if (ended) return;
      try {
        const answer = await (await fetch(`${base}/status`, { credentials: "same-origin" })).json();
        if (answer.state !== last) {
          last = answer.state;
          await panel();
        }
      } catch {
        // The network may come back.
      }
      setTimeout(ask, 2000);
    };
    setTimeout(ask, 2000);
  };

  if (window.EventSource) {
    const source = new EventSource(`${base}/events`);
    let failures = 0;
    for (const name of ["scanned", "matching", "approved", "declined", "failed", "used", "cancelled", "expired"]) {
      source.addEventListener(name, () => {
        failures = 0;
        // The page renews a code that nobody has scanned by itself, see count().
        if (name === "expired" && state().state === "shown" && state().renews === "yes") return;
        panel();
      });
    }
    source.addEventListener("error", () => {
      failures += 1;
      if (failures === 3) {
        source.close();
        poll();
      }
    });
  } else {
    poll();
  }
  settle();
})();

// The "not a robot" step: looks for the number whose hash is given, then goes on by itself.
(() => {
  "use strict";
  const status = document.getElementById("robot");
  if (!status) return;
  const task = JSON.parse(status.dataset.task);
  const bar = document.getElementById("robot_bar");
  const go = document.getElementById("robot_go");
  const encoder = new TextEncoder();
  go.disabled = true;
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
  const solve = async () => {
    for (let number = 0; number <= task.maxnumber; number += 1) {
      const hash = await crypto.subtle.digest("SHA-256", encoder.encode(task.salt + number));
      if (hex(hash) === task.challenge) return number;
      if (number % 500 === 0) {
        bar.value = (100 * number) / task.maxnumber;
        await new Promise((later) => setTimeout(later));
      }
    }
    return null;
  };
  solve().then((number) => {
    if (number === null) return;
    bar.value = 100;
    const { algorithm, challenge, salt, signature } = task;
    document.getElementById("payload").value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    go.disabled = false;
    go.click();
  });
})();

// The check page: shows what came of it as soon as there is something new.
(() => {
  "use strict";
  const check = document.getElementById("check");
  if (!check || !["shown", "scanned"].includes(check.dataset.state)) return;
  const ask = async () => {
    try {
      const answer = await (await fetch(check.dataset.status, { credentials: "same-origin" })).json();
      if (answer.state !== check.dataset.state) return location.reload();
    } catch {
      // The network may come back.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
})();
