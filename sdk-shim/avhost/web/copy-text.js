// Copies what stands in a field, also where the page may not use the clipboard directly (over plain HTTP).

/** True when the clipboard has it. Leaves the focus where it was. */
export async function copyText(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch { // no such thing on an insecure page, or not allowed
    const focused = document.activeElement;
    field.focus();
    field.select();
    const copied = document.execCommand('copy');
    focused?.focus();
    return copied;
  }
}
