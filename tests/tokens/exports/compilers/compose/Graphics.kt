// What of Jetpack Compose the Kotlin export uses: its signatures, for a type check.
package androidx.compose.ui.graphics

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.colorspace.ColorSpace
@JvmInline value class Color(val value: ULong)
fun Color(color: Long): Color = Color(color.toULong())
fun Color(color: Int): Color = Color(color.toULong())
fun Color(red: Float, green: Float, blue: Float, alpha: Float = 1f, colorSpace: ColorSpace): Color = Color(0)
data class Shadow(val color: Color = Color(0), val offset: Offset = Offset(0f, 0f), val blurRadius: Float = 0f)
abstract class Brush { companion object { fun linearGradient(vararg colorStops: Pair<Float, Color>, start: Offset, end: Offset): Brush = object : Brush() {} } }
