// What of Jetpack Compose the Kotlin export uses: its signatures, for a type check.
package androidx.compose.animation.core
class CubicBezierEasing(private val a: Float, private val b: Float, private val c: Float, private val d: Float)
