/** Shows the chart or table that is chosen, with the trackers that were picked before it was there. */
export const choices = `
if (picked.size > 0) showPicked();
for (const select of document.querySelectorAll('select[data-shows]')) {
  const show = () => {
    for (const option of select.options) {
      const box = document.getElementById(option.value);
      box.hidden = !option.selected;
      if (option.selected) for (const table of box.querySelectorAll('table')) markTable(table);
    }
  };
  select.addEventListener('change', show);
  show();
}
`;
