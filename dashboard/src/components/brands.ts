import android from 'simple-icons/icons/android.svg'
import dotnet from 'simple-icons/icons/dotnet.svg'
import flutter from 'simple-icons/icons/flutter.svg'
import go from 'simple-icons/icons/go.svg'
import ios from 'simple-icons/icons/ios.svg'
import javascript from 'simple-icons/icons/javascript.svg'
import node from 'simple-icons/icons/nodedotjs.svg'
import java from 'simple-icons/icons/openjdk.svg'
import php from 'simple-icons/icons/php.svg'
import python from 'simple-icons/icons/python.svg'
import react from 'simple-icons/icons/react.svg'
import ruby from 'simple-icons/icons/ruby.svg'

export interface Brand {
  /** Address of a drawing in one colour. */
  icon: string
  /** The brand's own colour, behind the drawing. */
  ground: string
  ink: 'black' | 'white'
}

/**
 * What products of the catalog are drawn as, by their names there. The files are served one by one, so that a page
 * loads those that it shows. Whose they are is in dashboard/README.md.
 */
const BRANDS: Readonly<Record<string, Brand>> = {
  '.NET': { icon: dotnet, ground: '#512bd4', ink: 'white' },
  Android: { icon: android, ground: '#3ddc84', ink: 'black' },
  Flutter: { icon: flutter, ground: '#02569b', ink: 'white' },
  Go: { icon: go, ground: '#00add8', ink: 'white' },
  Java: { icon: java, ground: '#000000', ink: 'white' },
  Javascript: { icon: javascript, ground: '#f7df1e', ink: 'black' },
  'Node.js': { icon: node, ground: '#5fa04e', ink: 'white' },
  PHP: { icon: php, ground: '#777bb4', ink: 'white' },
  Python: { icon: python, ground: '#3776ab', ink: 'white' },
  'React Native': { icon: react, ground: '#61dafb', ink: 'black' },
  Ruby: { icon: ruby, ground: '#cc342d', ink: 'white' },
  iOS: { icon: ios, ground: '#000000', ink: 'white' },
}

export const brandOf = (name: string): Brand | undefined =>
  Object.hasOwn(BRANDS, name) ? BRANDS[name] : undefined
