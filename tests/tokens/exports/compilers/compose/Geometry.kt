// What of Jetpack Compose the Kotlin export uses: its signatures, for a type check.
package androidx.compose.ui.geometry
data class Offset(val x: Float, val y: Float)
data class Size(val width: Float, val height: Float)
