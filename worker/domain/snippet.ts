export interface SnippetInput {
  writeKey: string
  /** Scheme and host of the collection service, no slash at the end. */
  origin: string
}

/** Calls that wait in the queue until the library is there. */
const METHODS = [
  'trackSubmit',
  'trackClick',
  'trackLink',
  'trackForm',
  'pageview',
  'identify',
  'reset',
  'group',
  'track',
  'ready',
  'alias',
  'debug',
  'page',
  'screen',
  'once',
  'off',
  'on',
  'addSourceMiddleware',
  'addIntegrationMiddleware',
  'setAnonymousId',
  'addDestinationMiddleware',
  'register',
] as const

/**
 * The loader a site pastes into its head. It behaves as version 5.2.1 of Segment's: a global array
 * that keeps calls in order until the library takes over, with the page's address and title as they
 * were at the time of the call. Unlike it, it names the host of the library in `_cdn`, because the
 * library finds that by itself only on https.
 */
export function snippet(input: SnippetInput): string {
  return `<script>\n${snippetCode(input)}\n</script>`
}

/** The same without the element around it, for a tag manager or a file of its own. */
export function snippetCode({ writeKey, origin }: SnippetInput): string {
  const key = scriptString(writeKey)
  return [
    '!function(w,d,g){',
    'var a=w[g]=w[g]||[];',
    'if(a.initialize)return;',
    // A second copy would load the library twice and send every event twice.
    'if(a.invoked){w.console&&console.error&&console.error("The analytics snippet is on this page twice.");return}',
    'a.invoked=!0;',
    `a.methods=${JSON.stringify(METHODS)};`,
    'a.factory=function(m){return function(){',
    'if(w[g].initialized)return w[g][m].apply(w[g],arguments);',
    'var c=[].slice.call(arguments);',
    'if(/^(track|screen|alias|group|page|identify)$/.test(m)){',
    'var l=d.querySelector("link[rel=\'canonical\']"),o=w.location;',
    'c.push({__t:"bpc",c:l&&l.getAttribute("href")||void 0,p:o.pathname,u:o.href,s:o.search,t:d.title,r:d.referrer})}',
    'c.unshift(m);a.push(c);return a}};',
    'for(var i=0;i<a.methods.length;i++)a[a.methods[i]]=a.factory(a.methods[i]);',
    'a.load=function(k,o){',
    'var s=d.createElement("script"),f=d.getElementsByTagName("script")[0];',
    's.async=!0;s.setAttribute("data-global-segment-analytics-key",g);',
    `s.src=${scriptString(origin)}+"/analytics.js/v1/"+encodeURIComponent(k)+"/analytics.min.js";`,
    'f.parentNode.insertBefore(s,f);a._loadOptions=o};',
    `a._writeKey=${key};a._cdn=${scriptString(origin)};a.SNIPPET_VERSION="5.2.1";`,
    `a.load(${key});`,
    'a.page()',
    '}(window,document,"analytics");',
  ].join('')
}

/** A JavaScript string that cannot end the script element it stands in. */
const scriptString = (value: string): string => JSON.stringify(value).replaceAll('<', '\\u003c')
