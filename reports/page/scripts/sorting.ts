/** Sorts tables by a clicked heading, and picks the tracker of a clicked row. */
export const sorting = `
function sortBy(heading) {
  const table = heading.closest('table');
  const column = heading.cellIndex;
  const numeric = heading.classList.contains('number');
  // Numbers start with the highest, names with the first.
  const descending = heading.ariaSort === null ? numeric : heading.ariaSort === 'ascending';
  for (const other of heading.parentElement.cells) other.ariaSort = null;
  heading.ariaSort = descending ? 'descending' : 'ascending';
  const value = (row) => {
    const cell = row.cells[column];
    if (!numeric) return cell.textContent;
    return cell.dataset.value === undefined ? undefined : Number(cell.dataset.value);
  };
  const compare = (a, b) => (numeric ? a - b : a.localeCompare(b, 'en', { numeric: true }));
  const rows = [...table.tBodies[0].rows].sort((first, second) => {
    const a = value(first);
    const b = value(second);
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
    return descending ? compare(b, a) : compare(a, b);
  });
  table.tBodies[0].append(...rows);
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('thead th button');
  if (button !== null) sortBy(button.closest('th'));
  const name = event.target.closest('tbody tr[data-tracker] th');
  if (name !== null) pick(Number(name.parentElement.dataset.tracker));
});
`;
