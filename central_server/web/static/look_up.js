// The slip's QR leads to /tra-cuu#{code}.{secret}: what follows # stays in the browser until it is posted.
"use strict";
(() => {
  const look = () => {
    const form = document.getElementById("look-up");
    const told = decodeURIComponent(location.hash.slice(1));
    const cut = told.lastIndexOf(".");
    if (!form || cut < 1) return;
    form.elements.code.value = told.slice(0, cut);
    form.elements.secret.value = told.slice(cut + 1);
    history.replaceState(null, "", location.pathname);
    form.requestSubmit();
  };
  // Another slip scanned into the open page changes nothing but what follows #.
  addEventListener("hashchange", look);
  look();
})();
