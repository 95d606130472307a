import './style/main.css';
import { render } from 'preact';
import { refreshState } from './page-state.ts';
import { Status } from './parts/notice.tsx';
import { Header } from './shell/header.tsx';
import { TabList, TabPanels } from './shell/tabs.tsx';
import { followHash } from './url-state.ts';

function Page() {
  return (
    <>
      <Header />
      <TabList />
      <TabPanels />
      <Status />
    </>
  );
}

followHash();
void refreshState();
render(<Page />, document.body);
