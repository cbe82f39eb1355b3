// What of Jetpack Compose the Kotlin export uses: its signatures, for a type check.
package androidx.compose.ui.text

import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.TextUnit
data class TextStyle(val fontSize: TextUnit, val fontWeight: FontWeight, val lineHeight: TextUnit, val letterSpacing: TextUnit)
