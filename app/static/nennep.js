/* The few scripts of Nền Nếp. Everything works without them. */
"use strict";

// What is wrong with the line is said where one is looking: the notice stays in sight while the page is scrolled.
var MISSED = "Chưa lưu được. Kiểm tra đường mạng rồi làm lại; những gì đồng chí viết vẫn còn trên trang.";
var CUT_OFF = "Mất kết nối mạng. Những gì đồng chí viết vẫn còn trên trang; khi có mạng thì bấm lại.";
var BACK = "Đã có mạng trở lại. Mời đồng chí làm tiếp.";
function say(text, kind) {
  var notice = document.getElementById("notice");
  if (!notice || notice.textContent === text) { return; }
  var box = document.createElement("div"), words = document.createElement("p");
  box.className = "notice notice-" + (kind || "stop");
  words.textContent = text;
  box.appendChild(words);
  notice.replaceChildren(box);
}

// A refusal that came as a whole page (a proxy, a lost session) must not be pushed into a small target.
document.addEventListener("htmx:beforeSwap", function (event) {
  var text = event.detail.xhr.responseText || "";
  if (event.detail.xhr.status >= 500 || /^\s*<!doctype/i.test(text)) {
    if (event.detail.target && event.detail.target.tagName !== "BODY") {
      event.detail.shouldSwap = false;
      say(MISSED);
    }
  }
});
// A browser may hold itself on line where nothing answers (a village without a mast), so what counts is whether the last
// request was answered.
var cut = !navigator.onLine, heardAt = Date.now();
function lost() { cut = true; say(CUT_OFF); }
function heard() {
  var notice = document.getElementById("notice");
  heardAt = Date.now();
  if (!cut) { return; }
  cut = false;
  if (notice && notice.textContent === CUT_OFF) { say(BACK, "ok"); }
  document.dispatchEvent(new Event("heard"));
}
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:afterRequest", function (event) { if (event.detail.xhr && event.detail.xhr.status) { heard(); } });
window.addEventListener("offline", lost);
window.addEventListener("online", heard);
// Without a line the browser would put its own page in the place of this one, and of what is typed in it: after a lost
// request, or a minute without any, ask for something small first.
document.addEventListener("submit", function (event) {
  var form = event.target, button = event.submitter;
  if (form.dataset.asked) { delete form.dataset.asked; return; }
  if (navigator.onLine && (form.method !== "post" || form.hasAttribute("hx-post") || !form.requestSubmit)) { return; }
  if (navigator.onLine && !cut && Date.now() - heardAt < 60000) { return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!navigator.onLine) { lost(); return; }
  if (form.dataset.asking) { return; }
  form.dataset.asking = "1";
  var wait = new AbortController(), late = window.setTimeout(function () { wait.abort(); }, 8000);
  fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store", signal: wait.signal }).then(function () {
    heard();
    form.dataset.asked = "1";
    form.requestSubmit(button);
  }, lost).finally(function () { window.clearTimeout(late); delete form.dataset.asking; });
}, true);

// One click, one effect: while a form is on its way its buttons wait.
document.addEventListener("submit", function (event) {
  var form = event.target;
  if (form.dataset.sending) { event.preventDefault(); return; }
  if (form.method !== "post" || form.hasAttribute("hx-post")) { return; }
  form.dataset.sending = "1";
  window.setTimeout(function () { delete form.dataset.sending; }, 8000);
});
window.addEventListener("pageshow", function () {
  document.querySelectorAll("form[data-sending]").forEach(function (form) { delete form.dataset.sending; });
});

// A name tapped twice in one breath was tapped once; the page counts the next time of its own.
document.addEventListener("click", function (event) {
  if (event.detail > 1 && event.target.closest("button.tap")) { event.preventDefault(); event.stopPropagation(); }
}, true);

// A line too long for a phone stands in a box that wraps; Enter sends its form as from any other line.
document.addEventListener("keydown", function (event) {
  var box = event.target, form = box.form;
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || !form || !form.requestSubmit) { return; }
  if (box.tagName !== "TEXTAREA" || !box.classList.contains("one-line")) { return; }
  event.preventDefault();
  form.requestSubmit(Array.prototype.find.call(form.elements, function (one) { return one.type === "submit"; }));
});

// Steppers: the buttons beside a number.
document.addEventListener("click", function (event) {
  var button = event.target.closest("button[data-step]");
  if (!button) { return; }
  var input = document.getElementById(button.dataset.for);
  if (!input) { return; }
  event.preventDefault();
  input.value = Math.max(0, (parseInt(input.value, 10) || 0) + parseInt(button.dataset.step, 10));
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

// Who sees badly may look at what they type.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("input[data-show]").forEach(function (box) { box.closest("label").hidden = false; });
});
document.addEventListener("change", function (event) {
  if (!event.target.dataset || !event.target.dataset.show) { return; }
  event.target.dataset.show.split(" ").forEach(function (id) {
    document.getElementById(id).type = event.target.checked ? "text" : "password";
  });
});

// A page made for paper: the button is there only where it works.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("button[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
});

// Text being typed is kept on the server (at most the last ten seconds can be lost): forms with data-draft="key".
(function () {
  var pending = new Map(), unsaved = new Set();
  function save(form) {
    pending.delete(form);
    unsaved.delete(form);
    var body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && ["csrf_token", "once", "version", "draft"].indexOf(name) < 0) { body.append(name, value); }
    });
    var token = form.querySelector("[name=csrf_token]");
    fetch((document.documentElement.dataset.root || "") + "/drafts/" + encodeURIComponent(form.dataset.draft), {
      method: "POST", body: body, credentials: "same-origin", keepalive: body.toString().length < 60000,
      headers: { "X-CSRFToken": token ? token.value : "" }
    }).then(function (answer) {
      heard();
      var said = form.querySelector("[data-draft-said]");
      if (said) {
        said.textContent = answer.ok
          ? "Bản đang viết đã lưu lúc " + new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false }) + "."
          : answer.status === 401
            ? "Đồng chí đã bị đăng xuất. Bấm nút lưu: nội dung được giữ lại và trang mời đăng nhập."
          : answer.status === 400
            ? "Đồng chí đã đăng nhập lại ở nơi khác. Nội dung đã giữ lại: mở lại trang để viết tiếp."
            : "Chưa lưu được bản đang viết.";
      }
    }).catch(function () {
      unsaved.add(form);
      lost();
      window.setTimeout(saveLost, 15000);
      var said = form.querySelector("[data-draft-said]");
      if (said) { said.textContent = "Mất kết nối, chưa lưu được bản đang viết. Có mạng là hệ thống tự lưu."; }
    });
  }
  function saveLost() { unsaved.forEach(save); }
  window.addEventListener("online", saveLost);
  document.addEventListener("heard", saveLost);
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !form.dataset.draft || pending.has(form)) { return; }
    pending.set(form, window.setTimeout(function () { save(form); }, 4000));
  });
  function saveAll() { pending.forEach(function (timer, form) { window.clearTimeout(timer); save(form); }); }
  // A phone that changes to another application may never come back to this page.
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") { saveAll(); } });
  // Sending one form, or leaving by a link, must not lose what is typed in another; now, before the next page is asked for.
  document.addEventListener("submit", function (event) {
    window.clearTimeout(pending.get(event.target));
    pending.delete(event.target);
    saveAll();
  });
  document.addEventListener("click", function (event) { if (event.target.closest("a[href]")) { saveAll(); } });
})();

// What the other device entered arrives every few seconds and never disturbs what is being typed: a part of the page
// in which somebody has typed stays as it is, and the notice named by data-keep says that it is behind.
(function () {
  var touched = Date.now();
  ["input", "keydown", "pointerdown"].forEach(function (name) {
    document.addEventListener(name, function () { touched = Date.now(); }, { passive: true });
  });
  // Nobody is there: stop asking, so that an unattended device is signed out in time.
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt.hasAttribute("data-pulse") && (document.hidden || Date.now() - touched > 1800000)) { event.preventDefault(); }
  });
  function isTyped(field) {
    if (field.type === "hidden" || field.type === "submit" || field.type === "button") { return false; }
    if (field.type === "radio" || field.type === "checkbox") { return field.checked !== field.defaultChecked; }
    if (field.tagName === "SELECT") { return Array.prototype.some.call(field.options, function (o) { return o.selected !== o.defaultSelected; }); }
    return field.value !== field.defaultValue || field === document.activeElement;
  }
  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    var target = event.detail.target;
    if (!target || !Array.prototype.some.call(target.querySelectorAll("input, textarea, select"), isTyped)) { return; }
    event.detail.shouldSwap = false;
    var behind = document.getElementById(target.dataset.keep || "");
    if (behind) { behind.hidden = false; }
  });
})();

// The order of an agenda by dragging: it sends what the buttons up and down send.
(function () {
  var dragged = null;
  function rows(list) { return Array.prototype.slice.call(list.children); }
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-sortable] > [data-place]").forEach(function (row) { row.draggable = true; });
  });
  document.addEventListener("dragstart", function (event) {
    var row = event.target.closest ? event.target.closest("[data-sortable] > [data-place]") : null;
    if (!row || event.target.closest("a, button")) { return; }
    dragged = { row: row, from: rows(row.parentNode).indexOf(row) };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    row.classList.add("dragged");
  });
  document.addEventListener("dragover", function (event) {
    var over = dragged && event.target.closest("[data-place]");
    if (!over || over.parentNode !== dragged.row.parentNode) { return; }
    event.preventDefault();
    var box = over.getBoundingClientRect();
    var before = event.clientY < box.top + box.height / 2 ? over : over.nextSibling;
    if (before !== dragged.row) { over.parentNode.insertBefore(dragged.row, before); }
  });
  document.addEventListener("drop", function (event) { if (dragged) { event.preventDefault(); } });
  document.addEventListener("dragend", function () {
    if (!dragged) { return; }
    var row = dragged.row, to = rows(row.parentNode).indexOf(row), from = dragged.from;
    dragged = null;
    row.classList.remove("dragged");
    if (to === from) { return; }
    var form = row.closest("form");
    form.action = row.dataset.place + "?to=" + (to + 1);
    form.requestSubmit ? form.requestSubmit() : form.submit();
  });
})();

// Texts to paste elsewhere. Outside HTTPS browsers have no clipboard of their own: the selected text is copied.
document.querySelectorAll("[data-copy]").forEach(function (line) {
  var text = document.getElementById(line.dataset.copy), said = line.querySelector("[role=status]");
  line.hidden = false;
  text.addEventListener("focus", function () { text.select(); });
  line.querySelector("button").addEventListener("click", function () {
    function copied() { said.textContent = "Đã chép, dán vào nơi cần gửi."; }
    function selected() {
      text.focus();
      text.select();
      if (document.execCommand("copy")) { copied(); } else { said.textContent = "Đã chọn sẵn: bấm giữ rồi chọn Sao chép."; }
    }
    if (navigator.clipboard) { navigator.clipboard.writeText(text.value).then(copied, selected); } else { selected(); }
  });
});

// A phrase of the bank goes where the cursor is in its field, or after what stands there; what is to be filled in is selected.
(function () {
  var places = {};
  document.addEventListener("focusout", function (event) {
    if (event.target.id && typeof event.target.selectionEnd === "number") { places[event.target.id] = event.target.selectionEnd; }
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-phrase]"), box = button && document.getElementById(button.dataset.phrase);
    if (!box) { return; }
    var text = button.textContent, at = box.id in places ? places[box.id] : box.value.length;
    var before = box.value.slice(0, at).replace(/\s+$/, ""), after = box.value.slice(at);
    var start = before ? before.length + 1 : 0, gap = text.indexOf("…");
    box.value = (before ? before + "\n" : "") + text + (after && !/^\s/.test(after) ? "\n" : "") + after;
    box.focus();
    if (gap < 0) { box.setSelectionRange(start + text.length, start + text.length); } else { box.setSelectionRange(start + gap, start + gap + 1); }
    places[box.id] = start + text.length;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
