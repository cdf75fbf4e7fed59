/** Which trackers are picked, and what follows from it in the bar of trackers and the tables. */
export const highlight = `
const report = JSON.parse(document.getElementById('report').textContent);
const places = new Map(report.trackers.map(({ name }, index) => [name, index]));
const picked = new Set();
// Called with every change: charts and the view of a sequence put theirs here.
const onPick = [];

const pickedNames = () => [...picked].sort((a, b) => a - b).map((index) => report.trackers[index].name);

function pick(index) {
  if (!picked.delete(index)) picked.add(index);
  showPicked();
}

function showPicked() {
  for (const button of document.querySelectorAll('[data-pick]')) {
    button.ariaPressed = String(picked.has(Number(button.dataset.pick)));
  }
  document.getElementById('show-all').hidden = picked.size === 0;
  for (const table of document.querySelectorAll('table')) markTable(table);
  for (const follow of onPick) follow();
}

function markTable(table) {
  for (const row of table.querySelectorAll('tbody tr[data-tracker]')) {
    row.classList.toggle('picked', picked.has(Number(row.dataset.tracker)));
  }
  const headings = table.querySelectorAll('thead th[data-tracker]');
  if (headings.length === 0 || table.closest('[hidden]') !== null) return;
  const columns = [...headings].map((heading) => [heading, picked.has(Number(heading.dataset.tracker))]);
  for (const [heading, isPicked] of columns) {
    if (heading.classList.contains('picked') === isPicked) continue;
    for (const row of table.rows) row.cells[heading.cellIndex].classList.toggle('picked', isPicked);
  }
}

document.getElementById('trackers').addEventListener('click', (event) => {
  const button = event.target.closest('[data-pick]');
  if (button !== null) pick(Number(button.dataset.pick));
});
function showAll() {
  picked.clear();
  showPicked();
}
document.getElementById('show-all').addEventListener('click', () => {
  showAll();
  document.getElementById('trackers').focus();
});
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && picked.size > 0) showAll();
});
`;
