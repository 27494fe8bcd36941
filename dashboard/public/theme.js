// Before the first paint: a theme that was chosen here. Without a choice the system's holds.
try {
  const chosen = localStorage.getItem('headwater-theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // Storage may be forbidden; the system's theme does as well.
}
