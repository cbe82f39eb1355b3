// What of Jetpack Compose the Kotlin export uses: its signatures, for a type check.
package androidx.compose.ui.graphics.colorspace
open class ColorSpace
object ColorSpaces { val DisplayP3: ColorSpace = ColorSpace() }
