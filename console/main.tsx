import './style/main.css';
import { render } from 'preact';
import { refreshState } from './page-state.ts';
import { Header } from './shell/header.tsx';
import { listenToKeys } from './shell/keys.ts';
import { Status } from './shell/status.tsx';
import { TabPanels } from './shell/tabs.tsx';
import { startLive } from './timeline/live.ts';
import { followHash } from './url-state.ts';

function Page() {
  return (
    <>
      <Header />
      <TabPanels />
      <Status />
    </>
  );
}

const place = document.querySelector('#app');
if (place === null) throw new Error('The page has no place for it: index.html');
followHash();
listenToKeys();
void refreshState();
startLive();
render(<Page />, place);
