import { describe, expect, it } from 'vitest';
import {
  isAnyFurtherDown,
  noRows,
  type Rows,
  withAnswer,
  withChanges,
  withHeldBack,
} from '../../console/timeline/rows.ts';
import { madeRow } from '../local/console/made-operations.ts';

const at = (...versions: number[]) => versions.map((version) => madeRow(version));
const keysOf = (rows: Rows['shown']) => rows.map(({ key }) => Number(key.slice(8)));
const three: Rows = { shown: at(3, 2, 1), heldBack: [], total: 3 };

describe('rows that change', () => {
  it('come first if they are new', () => {
    const rows = withChanges(three, at(4, 5), false, 10);

    expect(keysOf(rows.shown)).toEqual([5, 4, 3, 2, 1]);
    expect(rows.total).toBe(5);
  });

  it('stay where they are if they are known, and say what is new of them', () => {
    const changed = { ...madeRow(2), version: 9, words: '200 accepted 2' };

    const rows = withChanges(three, [changed], false, 10);

    expect(keysOf(rows.shown)).toEqual([3, 2, 1]);
    expect(rows.shown[1]).toBe(changed);
    expect(rows.total).toBe(3);
  });

  it('are held back while somebody reads, and nothing moves', () => {
    const reading = withChanges(three, at(4), true, 10);
    const later = withChanges(reading, [{ ...madeRow(4), words: 'changed' }], true, 10);

    expect(later.shown).toBe(three.shown);
    expect(later.heldBack).toEqual([{ ...madeRow(4), words: 'changed' }]);
    expect(keysOf(withHeldBack(later, 10).shown)).toEqual([4, 3, 2, 1]);
  });

  it('are shown with those that were held back, once nobody reads', () => {
    const reading = withChanges(three, at(4), true, 10);

    const rows = withChanges(reading, at(5), false, 10);

    expect(keysOf(rows.shown)).toEqual([5, 4, 3, 2, 1]);
    expect(rows.heldBack).toEqual([]);
    expect(rows.total).toBe(5);
  });

  it('make the server be asked how many there are, if they are further down', () => {
    const cut: Rows = { shown: at(5, 4, 3), heldBack: at(6), total: 9 };

    expect(isAnyFurtherDown(cut, at(7, 4, 2))).toBe(true);
    expect(isAnyFurtherDown(cut, at(7, 6, 5, 3))).toBe(false);
    expect(isAnyFurtherDown(three, at(4))).toBe(false);
  });

  it('are the newest only, at most so many', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => madeRow(n + 4));

    expect(keysOf(withChanges(three, many, false, 3).shown)).toEqual([
      10_003, 10_002, 10_001,
    ]);
    expect(withChanges(three, many, true, 3).heldBack).toHaveLength(3);
  });

  it('are not new if they are further down than what is shown', () => {
    const page: Rows = { shown: at(9, 8), heldBack: [], total: 9 };

    const rows = withChanges(page, at(1), false, 10);

    expect(rows).toEqual(page);
  });
});

describe('rows that the server answers with', () => {
  it('replace what is shown', () => {
    const rows = withAnswer(three, { rows: at(4, 2), total: 2 }, false);

    expect(rows).toEqual({ shown: at(4, 2), heldBack: [], total: 2 });
  });

  it('do not undo what the stream has told since', () => {
    const changed = { ...madeRow(2), version: 9, words: '200 accepted 2' };
    const ahead: Rows = { shown: [changed], heldBack: [], total: 1 };

    expect(withAnswer(ahead, { rows: at(2), total: 1 }, false).shown).toEqual([changed]);
    expect(withAnswer(ahead, { rows: at(2), total: 1 }, true).shown).toEqual([changed]);
  });

  it('do not push down what somebody reads', () => {
    const rows = withAnswer(three, { rows: at(5, 4, 3, 1), total: 4 }, true);

    expect(keysOf(rows.shown)).toEqual([3, 1]);
    expect(keysOf(rows.heldBack)).toEqual([5, 4]);
  });

  it('are shown at once where nothing was', () => {
    expect(withAnswer(noRows, { rows: at(1), total: 1 }, true).shown).toEqual(at(1));
  });
});
