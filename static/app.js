/* What the pages do beyond plain HTML. No dependency, Chromium 86 and later, no inline handlers, nothing kept in the browser's storage.
   Everything here improves a page that works without it. Words come from <template id="words">, so that they are in the reader's language. */
(function () {
  "use strict";

  var root = document.documentElement;
  var chinese = root.lang.indexOf("zh") === 0;
  var days = (chinese ? "周日 周一 周二 周三 周四 周五 周六" : "Sun Mon Tue Wed Thu Fri Sat").split(" ");
  var months = "January February March April May June July August September October November December".split(" ");
  var words = document.getElementById("words") ? document.getElementById("words").dataset : {};
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };
  var token = function () { return document.querySelector('meta[name="csrf-token"]').content; };
  root.classList.add("js");

  /* ---- dropdowns, phone menu, confirmations ---- */

  function closeDrops(except) {
    all("details[data-drop][open]").forEach(function (drop) { if (drop !== except && !drop.contains(except)) { drop.open = false; } });
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("dialog")) { return; }
    closeDrops(event.target.closest("details[data-drop]"));
    if (!event.target.closest(".side")) {
      var menu = document.querySelector(".top-menu");
      if (menu && !menu.contains(event.target)) { document.body.classList.remove("menu-open"); }
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { closeDrops(null); document.body.classList.remove("menu-open"); }
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    var box = document.querySelector("[data-slash]");
    if (event.key === "/" && !typing && box && !document.querySelector("dialog[open]")) { event.preventDefault(); box.focus(); box.select(); }
  });

  var phoneMenu = document.querySelector(".top-menu");
  if (phoneMenu) {
    phoneMenu.addEventListener("toggle", function () { document.body.classList.toggle("menu-open", phoneMenu.open); });
  }

  function openConfirm(details) {
    var box = details.querySelector("dialog");
    if (!details.open || !box || box.open || !box.showModal) { return; }
    box.showModal();
    box.addEventListener("close", function () { details.open = false; }, { once: true });
  }
  document.addEventListener("toggle", function (event) { if (event.target.matches && event.target.matches("[data-confirm]")) { openConfirm(event.target); } }, true);
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-close]");
    if (!button) { return; }
    var box = button.closest("dialog");
    if (box.open) { box.close(); } else { box.closest("details").open = false; }
  });

  function ask(sentence, yes, no) {
    return new Promise(function (resolve) {
      var box = document.createElement("dialog");
      box.className = "ask-box";
      var text = document.createElement("p");
      text.textContent = sentence;
      var acts = document.createElement("div");
      acts.className = "confirm-acts";
      [[yes, "btn btn-danger", true], [no, "btn btn-secondary", false]].forEach(function (choice) {
        var button = document.createElement("button");
        button.type = "button"; button.className = choice[1]; button.textContent = choice[0];
        button.addEventListener("click", function () { box.close(); box.remove(); resolve(choice[2]); });
        acts.appendChild(button);
      });
      box.append(text, acts);
      box.addEventListener("cancel", function () { box.remove(); resolve(false); });
      document.body.appendChild(box);
      box.showModal();
    });
  }

  /* ---- forms: unsaved changes, double presses, a session that ended meanwhile ---- */

  var sending = false;

  function snapshot(form) {
    return JSON.stringify(Array.prototype.slice.call(form.elements).filter(function (input) { return input.name && input.name !== "csrf_token" && input.type !== "submit"; })
      .map(function (input) {
        return input.type === "checkbox" || input.type === "radio" ? input.checked : input.type === "file" ? input.files.length
          : input.multiple ? Array.prototype.map.call(input.selectedOptions, function (option) { return option.value; }) : input.value;
      }));
  }
  var guarded = [];
  function dirty() { return !sending && guarded.some(function (entry) { return snapshot(entry.form) !== entry.was; }); }

  window.addEventListener("beforeunload", function (event) { if (dirty()) { event.preventDefault(); event.returnValue = ""; } });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || !dirty() || link.target || event.ctrlKey || event.metaKey || link.getAttribute("href").charAt(0) === "#") { return; }
    event.preventDefault();
    ask(words.leave, words.go, words.stay).then(function (leave) { if (leave) { sending = true; location.href = link.href; } });
  });

  function release(form) {
    delete form.dataset.sent;
    all("button[data-was]", form).forEach(function (button) { button.removeAttribute("aria-disabled"); button.removeAttribute("data-was"); });
  }

  function hold(form, submitter) {
    form.dataset.sent = "yes";
    if (submitter) { submitter.setAttribute("aria-disabled", "true"); submitter.setAttribute("data-was", ""); }
  }

  function alive() {
    return fetch("/alive", { headers: { "X-Background": "1" }, cache: "no-store" }).then(function (answer) { return answer.status !== 401; });
  }

  function sendNow(form, submitter) {
    sending = true;
    var carrier = null;
    if (submitter && submitter.name) {
      carrier = document.createElement("input");
      carrier.type = "hidden"; carrier.name = submitter.name; carrier.value = submitter.value;
      form.appendChild(carrier);
    }
    var action = submitter && submitter.getAttribute("formaction");
    if (action) { form.action = action; }
    HTMLFormElement.prototype.submit.call(form);
    if (carrier) { carrier.remove(); }
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post") || form.dataset.reveal !== undefined) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    var submitter = event.submitter || null;
    hold(form, submitter);
    if (!document.querySelector(".top-user")) { sending = true; return; }
    event.preventDefault();
    alive().then(function (yes) { return yes || signIn(); }).then(function (ok) {
      if (ok) { sendNow(form, submitter); } else { release(form); }
    }).catch(function () { release(form); say(words.failed); });
  });

  window.addEventListener("pageshow", function () { sending = false; all("form[data-sent]").forEach(release); });

  function say(sentence) {
    var place = document.getElementById("main") || document.body;
    var note = document.createElement("div");
    note.className = "note note-late"; note.setAttribute("role", "alert");
    note.textContent = sentence;
    place.insertBefore(note, place.firstChild);
    note.scrollIntoView({ block: "center" });
  }

  /* The session ended: sign in in a dialog over the page, take the fresh CSRF token into every form, then send again. */
  var signingIn = null;
  function signIn() {
    if (!signingIn) { signingIn = fetch("/sign-in", { headers: { "X-Background": "1" }, cache: "no-store" })
      .then(function (answer) { return answer.text(); }).then(showSignIn).finally(function () { signingIn = null; }); }
    return signingIn;
  }

  function showSignIn(html) {
    var page = new DOMParser().parseFromString(html, "text/html");
    var form = page.querySelector("form[data-sign-in]") || page.querySelector("main form");
    var fresh = page.querySelector('meta[name="csrf-token"]').content;
    renew(fresh);
    return new Promise(function (resolve) {
      var box = document.createElement("dialog");
      box.className = "ask-box";
      var title = document.createElement("p");
      title.className = "confirm-title"; title.textContent = page.querySelector("h1").textContent;
      var error = document.createElement("p");
      error.className = "field-error"; error.setAttribute("role", "alert");
      var why = document.createElement("p");
      why.textContent = words.ended;
      var user = document.querySelector(".top-user[data-username]");
      if (user && form.elements.username) { form.elements.username.value = user.dataset.username; form.elements.username.removeAttribute("autofocus"); form.elements.password.autofocus = true; }
      box.append(title, why, error, form);
      box.addEventListener("cancel", function () { box.remove(); resolve(false); });
      form.addEventListener("submit", function (event) {
        event.preventDefault(); event.stopPropagation();
        fetch("/sign-in", { method: "POST", body: new FormData(form), headers: { "Accept": "application/json", "X-CSRFToken": fresh } })
          .then(function (answer) { return answer.json().then(function (data) { return { ok: answer.ok, data: data }; }); })
          .then(function (answer) {
            if (!answer.ok) { error.textContent = answer.data.error; return; }
            renew(answer.data.csrf_token); box.close(); box.remove();
            if (isSomebodyElse(form)) { sending = true; location.href = "/"; } else { resolve(true); }
          }).catch(function () { error.textContent = words.failed; });
      });
      document.body.appendChild(box);
      box.showModal();
    });
  }

  /* What one person typed is never sent in another's name. */
  function isSomebodyElse(form) {
    var user = document.querySelector(".top-user[data-username]");
    return Boolean(user) && form.elements.username.value.trim().toLowerCase() !== user.dataset.username;
  }

  function renew(fresh) {
    document.querySelector('meta[name="csrf-token"]').content = fresh;
    all('input[name="csrf_token"]').forEach(function (input) { input.value = fresh; });
  }

  /* ---- htmx: token on every request; 401 is no error (layout.html says so to htmx) but opens the sign-in dialog ---- */

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = token();
    if (event.detail.verb === "get" && event.detail.elt.closest("[hx-trigger*='every'],[hx-trigger*='load']")) { event.detail.headers["X-Background"] = "1"; }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var request = event.detail;
    if (request.xhr.status === 401) { signIn().then(function (ok) { if (ok) { window.htmx.trigger(request.elt, request.requestConfig.triggeringEvent ? request.requestConfig.triggeringEvent.type : "load"); } }); }
  });
  document.addEventListener("htmx:load", function (event) { enhance(event.detail.elt); });

  /* ---- sensitive values: asked for with a reason, shown in place ---- */

  document.addEventListener("submit", function (event) {
    var place = event.target.closest("[data-reveal]");
    if (!place) { return; }
    event.preventDefault(); event.stopImmediatePropagation();
    var form = event.target;
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { "Accept": "application/json", "X-CSRFToken": token() } })
      .then(function (answer) {
        if (answer.status === 401 || answer.redirected) { return signIn(); }
        return answer.ok ? answer.json().then(function (data) { place.querySelector(".reveal-value").textContent = data.value; place.querySelector("dialog").close(); all("details", place).forEach(function (details) { details.remove(); }); }) : say(words.failed);
      }).catch(function () { say(words.failed); });
  }, true);

  /* ---- copy, print, selects that submit, ticks ---- */

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) { return navigator.clipboard.writeText(text); }
    var area = document.createElement("textarea");
    area.value = text; area.className = "visually-hidden";
    document.body.appendChild(area); area.select();
    document.execCommand("copy"); area.remove();
    return Promise.resolve();
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (button) {
      copy(document.querySelector(button.dataset.copy).textContent.trim()).then(function () {
        var label = button.querySelector("span"), was = label.textContent;
        label.textContent = button.dataset.copied;
        setTimeout(function () { label.textContent = was; }, 2000);
      });
    }
    if (event.target.closest("[data-print]")) { window.print(); }
  });
  document.addEventListener("change", function (event) {
    var input = event.target;
    if (input.matches("[data-autosubmit]")) { input.form.requestSubmit(); }
    if (input.matches("[data-tick-all]")) { all('input[name="rowid"]', input.closest("form")).forEach(function (tick) { tick.checked = input.checked; }); }
    var bulk = input.closest("[data-bulk]");
    if (bulk) { countTicks(bulk); }
    if (input.matches("input[type=date], input[type=datetime-local]")) { writeDate(input); }
  });
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-id-number]")) { readIdNumber(event.target); }
    if (event.target.matches("input[type=date], input[type=datetime-local]")) { writeDate(event.target); }
  });

  function countTicks(form) {
    var count = all('input[name="rowid"]:checked', form).length;
    form.querySelector(".bulk").classList.toggle("bulk-some", count > 0);
    form.querySelector("[data-bulk-count]").textContent = count ? words.selected.replace("{n}", count) : "";
  }

  /* ---- print what is folded too ---- */

  window.addEventListener("beforeprint", function () {
    if (!document.querySelector(".top-user")) { return; }
    var told = new FormData();
    told.append("path", location.pathname);
    fetch("/printed", { method: "POST", body: told, headers: { "X-CSRFToken": token(), "X-Background": "1" }, keepalive: true }).catch(function () { return null; });
  });
  window.addEventListener("beforeprint", function () { all("details.folded:not([open])").forEach(function (fold) { fold.open = true; fold.dataset.printed = ""; }); });
  window.addEventListener("afterprint", function () { all("details[data-printed]").forEach(function (fold) { fold.open = false; delete fold.dataset.printed; }); });

  /* ---- dates in words, as native inputs follow the browser's language ---- */

  function writeDate(input) {
    var place = document.getElementById(input.id + "-words");
    if (!place) {
      if (!input.id || input.closest(".span-days")) { return; }
      place = document.createElement("div");
      place.className = "date-words"; place.id = input.id + "-words"; place.setAttribute("aria-live", "polite");
      input.insertAdjacentElement("afterend", place);
    }
    var parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(input.value);
    var day = parts && new Date(+parts[1], +parts[2] - 1, +parts[3]);
    if (!day) { place.textContent = ""; return; }
    place.textContent = chinese ? parts[1] + "年" + +parts[2] + "月" + +parts[3] + "日（" + days[day.getDay()] + "）"
      : days[day.getDay()] + " " + +parts[3] + " " + months[+parts[2] - 1] + " " + parts[1];
  }

  /* ---- an ID number says birth date and sex ---- */

  function readIdNumber(input) {
    var text = input.value.trim();
    if (!/^\d{17}[\dXx]$/.test(text)) { return; }
    var birth = document.querySelector(input.dataset.birth || "#none"), sex = document.querySelector(input.dataset.sex || "#none");
    if (birth) { birth.value = text.slice(6, 10) + "-" + text.slice(10, 12) + "-" + text.slice(12, 14); writeDate(birth); }
    if (!sex) { return; }
    var value = +text.charAt(16) % 2 ? input.dataset.male : input.dataset.female;
    if (sex.tomselect) { sex.tomselect.setValue(value); } else { sex.value = value; }
  }

  /* ---- rows that can be added to a form ---- */

  document.addEventListener("click", function (event) {
    var remove = event.target.closest("[data-row-remove]"), add = event.target.closest("[data-row-add]");
    if (remove) { remove.closest("[data-row]").remove(); }
    if (!add) { return; }
    var rows = add.closest("[data-rows]"), name = rows.dataset.rows;
    var next = 1 + all("[data-row] [name]", rows).reduce(function (top, input) { return Math.max(top, parseInt(input.name.slice(name.length + 1), 10) || 0); }, -1);
    var copied = rows.querySelector("[data-row-template]").content.cloneNode(true);
    all("[name], [id], [for], [aria-describedby]", copied).forEach(function (element) {
      ["name", "id", "for", "aria-describedby"].forEach(function (attribute) {
        if (element.hasAttribute(attribute)) { element.setAttribute(attribute, name + "-" + next + "-" + element.getAttribute(attribute).replace(/^-+/, "")); }
      });
    });
    var holder = copied.querySelector("[data-row]");
    add.parentNode.insertBefore(copied, add);
    enhance(holder);
  });

  /* ---- look-ups and long selects ---- */

  function enhanceSelect(select) {
    if (select.tomselect || !window.TomSelect) { return; }
    var options = { plugins: select.multiple ? ["remove_button"] : select.required ? [] : ["clear_button"], maxOptions: 500, create: false,
      render: { no_results: function () { var none = document.createElement("div"); none.className = "no-results"; none.textContent = words.none; return none; } } };
    if (select.dataset.lookup) {
      options.valueField = "value"; options.labelField = "text"; options.searchField = []; options.preload = "focus"; options.placeholder = words.type;
      options.load = function (query, done) {
        var url = select.dataset.lookup;
        fetch(url + (url.indexOf("?") < 0 ? "?" : "&") + "query=" + encodeURIComponent(query), { headers: { "Accept": "application/json", "X-Background": "1" } })
          .then(function (answer) { if (answer.status === 401) { signIn(); } return answer.ok ? answer.json() : []; })
          .then(function (rows) { this.clearOptions(); done(rows.map(function (row) { return { value: String(row[0]), text: row[1] }; })); }.bind(this))
          .catch(function () { done(); });
      };
    }
    new window.TomSelect(select, options);
    select.setAttribute("aria-hidden", "true"); // the visible box carries its label; the hidden select would be read without one
  }

  function enhance(within) {
    all("select[data-enhance], select[data-lookup]", within).forEach(enhanceSelect);
    all("input[type=date], input[type=datetime-local]", within).forEach(writeDate);
  }

  document.addEventListener("DOMContentLoaded", function () {
    enhance(document);
    all("form[data-guard]").forEach(function (form) { guarded.push({ form: form, was: snapshot(form) }); });
    all("[data-bulk]").forEach(countTicks);
    var tab = document.querySelector(".tabs [aria-current]");
    if (tab) { var bar = tab.closest(".tabs"); bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2; } // beyond the edge of a phone
    var wrong = document.querySelector("[data-focus]");
    if (wrong) { wrong.focus(); }
  });
})();
