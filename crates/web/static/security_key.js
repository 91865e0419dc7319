// Asks a security key, where a form says what for, and sends its answer with the form. The office
// decides by that answer alone; without scripts the form says that it needs them.
"use strict";
(function () {
  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  }
  function text(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function known(list) {
    return (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  }
  async function made(asked) {
    const key = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: known(asked.excludeCredentials),
      },
    });
    return {
      rawId: text(key.rawId),
      response: {
        clientDataJSON: text(key.response.clientDataJSON),
        attestationObject: text(key.response.attestationObject),
      },
    };
  }
  async function shown(asked) {
    const key = await navigator.credentials.get({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        allowCredentials: known(asked.allowCredentials),
      },
    });
    return {
      rawId: text(key.rawId),
      response: {
        clientDataJSON: text(key.response.clientDataJSON),
        authenticatorData: text(key.response.authenticatorData),
        signature: text(key.response.signature),
      },
    };
  }
  document.addEventListener("submit", async function (event) {
    const form = event.target;
    const ask = { create: made, get: shown }[form.dataset.key];
    if (!ask) {
      return;
    }
    event.preventDefault();
    if (form.dataset.asking) {
      return;
    }
    form.dataset.asking = "yes";
    try {
      form.elements.answer.value = JSON.stringify(await ask(JSON.parse(form.dataset.asked)));
    } catch (error) {
      // No key, or nobody who touched it: the form goes without an answer, and the page says so.
      form.elements.answer.value = "none";
    }
    form.submit();
  });
})();
