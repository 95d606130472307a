// npm run pictures: draws every docs/pictures/*.txt as SVG, once for light and once for dark pages.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { drawPicture, themes } from './picture.ts';

for (const source of globSync('docs/pictures/*.txt'))
  for (const [theme, colours] of Object.entries(themes))
    writeFileSync(
      source.replace(/\.txt$/, `-${theme}.svg`),
      drawPicture(readFileSync(source, 'utf8'), colours),
    );
