(function () {
  "use strict";
  var table = document.getElementById("firm-table");
  if (!table || !table.tBodies[0]) { return; }
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var column = Number(table.dataset.status);
  var filter = document.getElementById("filter");
  var status = document.getElementById("status");
  var shown = document.getElementById("shown");

  function apply() {
    var words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    rows.forEach(function (row, at) {
      var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      fits = fits && (!status.value || row.cells[column].textContent === status.value);
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = shown.dataset.text.replace("#", String(count));
  }

  function sort(head, at) {
    var down = head.getAttribute("aria-sort") === "ascending";
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (each) { each.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    var numeric = rows.every(function (row) { return row.cells[at].className === "num"; });
    var collator = new Intl.Collator("zh-CN", { numeric: true });
    rows.slice().sort(function (one, other) {
      var a = one.cells[at].textContent, b = other.cells[at].textContent;
      var order = numeric ? Number(a) - Number(b) : collator.compare(a, b);
      return down ? -order : order;
    }).forEach(function (row) { body.appendChild(row); });
  }

  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, at) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = table.dataset.sort.replace("#", head.textContent);
    head.textContent = "";
    head.appendChild(button);
    button.addEventListener("click", function () { sort(head, at); });
  });
  filter.addEventListener("input", apply);
  status.addEventListener("change", apply);
  document.getElementById("tools").addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("tools").hidden = false;
  apply();
})();
