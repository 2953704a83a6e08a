/** When the browser gets another network. */

/** Calls back when it is online again, or over another kind of link, where it tells that (phones). */
export function watchNetwork(onChange) {
  addEventListener('online', onChange);
  const link = navigator.connection;
  let type = link?.type;
  link?.addEventListener('change', () => {
    // It is also called when the link is guessed to have become faster or slower.
    if (link.type !== type) {
      type = link.type;
      onChange();
    }
  });
}
