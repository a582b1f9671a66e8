/** Runs in the head before the first paint; its hash stands in the content-security policy. */
export const themeScript = `(()=>{const root=document.documentElement;root.classList.add('js');try{const theme=localStorage.getItem('theme');if(theme==='dark'||theme==='light')root.dataset.theme=theme}catch{}})()`;
