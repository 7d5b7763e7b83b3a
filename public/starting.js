/* A plain script, so that it runs where the page's own scripts are refused: it says what to do. */
(function () {
  function say(text) {
    var note = document.getElementById("starting");
    if (note) note.textContent = text;
  }
  if (location.protocol === "file:") {
    say(
      "Cristae was opened as a file, and browsers refuse a page's scripts and workers there. Serve its folder instead: run “npm start” in the project, or any web server in this folder, and open the address that it prints.",
    );
    return;
  }
  addEventListener(
    "error",
    function (event) {
      if (event.target && event.target.tagName === "SCRIPT")
        say("A part of Cristae could not be loaded. Check the network, then reload the page.");
    },
    true,
  );
})();
