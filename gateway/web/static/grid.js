// The table of students and standards: one tab stop, arrows move, Home and End go to the row's ends.
export function startGrid(grid) {
  const rows = [...grid.querySelectorAll("tbody tr")]
    .map((row) => [...row.querySelectorAll(".cell")])
    .filter((row) => row.length);
  if (!rows.length) return;
  let current = rows[0][0];
  const stop = (cell) => {
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
  };
  for (const row of rows) for (const cell of row) cell.tabIndex = -1;
  stop(document.getElementById(location.hash.slice(1))?.closest(".cell") ?? rows[0][0]);
  if (location.hash && current.id === location.hash.slice(1)) current.focus();

  const place = (cell) => {
    const row = rows.findIndex((one) => one.includes(cell));
    return [row, row < 0 ? -1 : rows[row].indexOf(cell)];
  };
  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest(".cell");
    if (cell) stop(cell);
  });
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".cell");
    if (!cell || event.altKey || event.metaKey) return;
    const [row, column] = place(cell);
    const ahead = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
    const last = rows[row].length - 1;
    const to = {
      ArrowRight: [row, column + ahead],
      ArrowLeft: [row, column - ahead],
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? rows.length - 1 : row, last],
      PageDown: [Math.min(row + 10, rows.length - 1), column],
      PageUp: [Math.max(row - 10, 0), column],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const next = rows[to[0]]?.[to[1]];
    if (!next) return;
    next.focus();
  });
  grid.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a.cell")) {
      event.preventDefault();
      event.target.click();
    }
  });
}
