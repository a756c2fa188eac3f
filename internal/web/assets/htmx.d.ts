// The part of htmx that the desk uses; its npm package ships no types.
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
