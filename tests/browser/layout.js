// Facts about how a page is laid out that hold for every page with a player on it, at any size and in both themes.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { patience } from './browser.js';

/** The sizes that pages are looked at in: wall plates, a tablet and a phone upright, screens. */
export const sizes = [[480, 320], [800, 480], [1280, 800], [1920, 1080], [390, 844], [800, 1280]];

/** Until `seen()` is as expected; a page needs a frame or two for another size. */
export async function settled(seen, expected, what) {
  const end = Date.now() + patience;
  for (;;) {
    const now = await seen();
    if (isDeepStrictEqual(now, expected) || Date.now() > end) {
      return assert.deepEqual(now, expected, what);
    }
  }
}

/** What is wrong with the page as it is laid out now, in words; runs in the browser. */
function faultsInPage(isDark) {
  const faults = [];
  const name = (one) => `${one.outerHTML.slice(0, 90)} in ${one.parentElement?.className || one.parentElement?.tagName}`;
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.av-hidden');
  const boxOf = (one) => one.getBoundingClientRect();
  const whole = document.scrollingElement;

  if (whole.scrollWidth > whole.clientWidth) {
    faults.push(`the page is ${whole.scrollWidth} wide, the window ${whole.clientWidth}`);
  }
  for (const player of document.querySelectorAll('now-playing')) {
    const frame = boxOf(player);
    if (frame.height < 200 || frame.width < 200 || frame.height > innerHeight) {
      faults.push(`now-playing is ${frame.width} x ${frame.height}`);
    }
    if (frame.left < 4 || frame.right > innerWidth - 4) {
      faults.push(`now-playing has no margin: ${frame.left} to ${frame.right}`);
    }
    for (const part of player.querySelectorAll('a, button, input, .av-text, .av-value, img, av-label')) {
      const box = boxOf(part);
      if (isSeen(part) && (box.top < frame.top - 1 || box.bottom > frame.bottom + 1 || box.left < frame.left - 1 || box.right > frame.right + 1)) {
        faults.push(`outside of now-playing: ${name(part)}`);
      }
    }
    for (const word of player.querySelectorAll('.av-state')) { // may be wider than its box
      const text = document.createRange();
      text.selectNodeContents(word);
      const box = boxOf(text);
      if (isSeen(word) && getComputedStyle(word).clipPath === 'none' && (box.left < frame.left - 1 || box.right > frame.right + 1)) {
        faults.push(`“${word.textContent}” from ${box.left} to ${box.right} is outside of now-playing: ${name(word)}`);
      }
    }
  }
  const pressed = [...document.querySelectorAll('a[href], button, input')].filter(isSeen);
  for (const one of pressed) {
    const box = boxOf(one);
    if (box.left < -1 || box.right > innerWidth + 1 || box.height < 20) {
      faults.push(`cannot be pressed: ${name(one)}`);
    }
    for (const other of pressed) {
      const its = boxOf(other);
      const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
      const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
      if (one !== other && !one.contains(other) && !other.contains(one) && across > 1 && down > 1) {
        faults.push(`overlap: ${name(one)} and ${name(other)}`);
      }
    }
  }
  for (const one of [document.body, ...document.querySelectorAll('.np-title, button, .av-primary')]) {
    const family = getComputedStyle(one).fontFamily;
    if (!/sans-serif$/.test(family)) {
      faults.push(`the browser's own font, ${family}: ${name(one)}`);
    }
  }
  const light = /rgb\((\d+), (\d+), (\d+)\)/.exec(getComputedStyle(document.body).backgroundColor)?.slice(1).map(Number);
  if (!light || (isDark ? Math.max(...light) > 60 : Math.min(...light) < 200)) {
    faults.push(`the ground is ${getComputedStyle(document.body).backgroundColor}`);
  }
  for (const image of document.querySelectorAll('img')) {
    if (isSeen(image) && !(image.complete && image.naturalWidth > 0)) {
      faults.push(`a broken picture: ${name(image)}`);
    }
  }
  for (const fault of document.querySelectorAll('.av-fault')) {
    faults.push(`a mistake in the page: ${fault.textContent}`);
  }
  return faults;
}

/** Asserts that nothing is cut off, lies over another, or looks as if the page had no style. */
export async function assertLayout(page, colorScheme, what) {
  const theme = (await page.getAttribute('html', 'data-theme')) ?? colorScheme;
  await settled(() => page.evaluate(faultsInPage, theme === 'dark'), [], what);
}

/** Asserts that each of these can be scrolled to, and is what a finger meets there. */
export async function assertReachable(page, selectors, what) {
  for (const selector of selectors) {
    const one = page.locator(selector).first();
    await one.waitFor();
    await one.scrollIntoViewIfNeeded();
    const met = () => one.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const found = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
      return found !== null && (element.contains(found) || found.contains(element));
    });
    await settled(met, true, `${what}: ${selector}`);
  }
}
