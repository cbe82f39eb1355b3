// What of Jetpack Compose the Kotlin export uses: its signatures, for a type check.
package androidx.compose.ui.text.font
class FontWeight(val weight: Int)
