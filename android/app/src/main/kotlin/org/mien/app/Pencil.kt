package org.mien.app

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.graphics.RectF
import android.view.View
import org.mien.Part
import org.mien.Stroke

/** Draws the scan's small pictures. */
internal class Pencil(private val context: Context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        style = Paint.Style.STROKE
        strokeCap = Paint.Cap.ROUND
        strokeJoin = Paint.Join.ROUND
    }

    fun draw(canvas: Canvas, parts: List<Part>, place: RectF) {
        val scale = place.width() / UNITS
        fun x(value: Float) = place.left + value * scale
        fun y(value: Float) = place.top + value * scale
        paint.strokeWidth = scale * WIDTH
        for (part in parts) {
            paint.color = context.getColor(if (part.isAccent) R.color.accent else R.color.ink)
            for (stroke in part.strokes) when (stroke) {
                is Stroke.Oval -> canvas.drawOval(
                    x(stroke.x - stroke.radiusX), y(stroke.y - stroke.radiusY), x(stroke.x + stroke.radiusX), y(stroke.y + stroke.radiusY), paint,
                )
                is Stroke.Line -> canvas.drawPath(Path().apply {
                    for ((at, point) in stroke.points.chunked(2).withIndex()) {
                        if (at == 0) moveTo(x(point[0]), y(point[1])) else lineTo(x(point[0]), y(point[1]))
                    }
                }, paint)
            }
        }
    }

    private companion object {
        const val UNITS = 100f
        const val WIDTH = 4.5f
    }
}

/** One picture on a soft disc. */
internal class PictureView(context: Context) : View(context) {
    var picture: List<Part> = emptyList()
        set(value) { field = value; invalidate() }
    private val pencil = Pencil(context)
    private val disc = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(R.color.accent_soft) }

    init {
        importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_NO
    }

    override fun onDraw(canvas: Canvas) {
        val place = RectF(0f, 0f, width.toFloat(), height.toFloat())
        canvas.drawOval(place, disc)
        pencil.draw(canvas, picture, place.apply { inset(width * INSET, height * INSET) })
    }

    private companion object {
        const val INSET = 0.2f
    }
}
