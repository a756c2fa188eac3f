// What the desk uses of htmx; version 2.0.9 names a file of types and ships none.
declare module "htmx.org" {
  const htmx: {
    config: {
      allowEval: boolean;
      includeIndicatorStyles: boolean;
      selfRequestsOnly: boolean;
      historyCacheSize: number;
      refreshOnHistoryMiss: boolean;
    };
  };
  export default htmx;
}
