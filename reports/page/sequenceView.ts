import type { SequenceDetails } from '../reportDetails.ts';
import { escapeHtml } from '../tables/escapeHtml.ts';

/** What happened on one sequence at a time: overlap over time, and frames with the regions. The script fills it. */
export function sequenceView(sequences: readonly SequenceDetails[]): string {
  if (sequences.length === 0) return '';
  const options = sequences.map(
    ({ timelines }, index) => `<option value="${index}">${escapeHtml(timelines.sequence)}</option>`,
  );
  return `<div id="sequence-view">
<p class="choices"><label>Sequence <select id="sequence">${options.join('')}</select></label>
<label>Experiment <select id="experiment"><option>baseline</option><option>unsupervised</option></select></label>
<button type="button" id="previous-sequence">previous</button> <button type="button" id="next-sequence">next</button></p>
<figure><figcaption><h3 id="timeline-title">Overlap over time</h3><p id="timeline-note" role="status"></p></figcaption>
<div class="chart" id="timeline" tabindex="0" role="region" aria-labelledby="timeline-title"></div>
<ol id="strip" aria-label="Frames with the regions"></ol>
<p class="note">Dashed white: ground truth. Of trackers whose boxes coincide the best is drawn whole and the others in dashes over it. A frame marks its place in the chart; a click in the chart brings the nearest frame.</p></figure>
</div>`;
}
