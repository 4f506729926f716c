// The page of one counterexample.

{
  const artifact = readData();
  const viewer = new Viewer(artifact, (step) => history.replaceState(null, "", `#step=${step}`));
  const title = [artifact.algorithm, artifact.variant].filter(Boolean).join("/");
  document.title = `${title}: ${words(artifact.kind)}`;
  document.querySelector("main").replaceChildren(element("h1", {}, title), viewer.element);
  onKeys(() => viewer.keys());
  addEventListener("hashchange", () => viewer.go(stepOf(location.hash), false));
  viewer.go(stepOf(location.hash), false);
}
