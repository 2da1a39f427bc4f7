package org.mien.app

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.graphics.RectF
import android.view.View
import android.view.ViewGroup
import org.mien.core.TurnSide

/**
 * The camera's picture in a window: an oval for a face, a square for a code. Around the oval the progress, beside it
 * the side to turn to.
 */
class FinderView(context: Context) : ViewGroup(context) {
    /** An oval for a face; otherwise a square for a code. */
    var isOval = true
        set(value) { field = value; mask.invalidate() }

    /** 0 to 100. */
    var progress = 0
        set(value) { field = value; mask.invalidate() }

    /** The side to turn to, as the person sees it: the picture is a mirror. */
    var turn: TurnSide? = null
        set(value) { field = value; mask.invalidate() }

    private val mask = Overlay(context)
    private var camera: View? = null

    init {
        addView(mask)
        id = R.id.finder
    }

    /** Puts a camera's picture into the window. */
    fun hold(view: View?) {
        if (camera === view) return
        camera?.let(::removeView)
        camera = view?.also { addView(it, 0) }
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        setMeasuredDimension(MeasureSpec.getSize(widthSpec), MeasureSpec.getSize(heightSpec))
        val (width, height) = pictureSize()
        camera?.measure(exactly(width), exactly(height))
        mask.measure(exactly(measuredWidth), exactly(measuredHeight))
    }

    override fun onLayout(changed: Boolean, l: Int, t: Int, r: Int, b: Int) {
        val (width, height) = pictureSize()
        val (left, top) = Pair((measuredWidth - width) / 2, (measuredHeight - height) / 2)
        camera?.layout(left, top, left + width, top + height)
        mask.layout(0, 0, measuredWidth, measuredHeight)
    }

    /** Covers the window: the picture keeps its shape of 9 to 16, and what is beyond is hidden by the overlay. */
    private fun pictureSize(): Pair<Int, Int> {
        val window = window()
        val width = maxOf(window.width() * 1.25f, window.height() * SHAPE)
        return Pair(width.toInt(), (width / SHAPE).toInt())
    }

    private fun window(): RectF {
        val (width, height) = Pair(measuredWidth.toFloat(), measuredHeight.toFloat())
        val ratio = if (isOval) OVAL else 1f
        val side = minOf(width * if (isOval) 0.7f else 0.76f, (height - dp(48)) / ratio)
        return RectF((width - side) / 2, (height - side * ratio) / 2, (width + side) / 2, (height + side * ratio) / 2)
    }

    private fun exactly(size: Int) = MeasureSpec.makeMeasureSpec(size, MeasureSpec.EXACTLY)

    private inner class Overlay(context: Context) : View(context) {
        private val ground = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(R.color.ground) }
        private val track = stroke(6, R.color.line)
        private val ring = stroke(8, R.color.accent)
        private val arrow = stroke(10, R.color.accent)

        private fun stroke(width: Int, tint: Int) = Paint(Paint.ANTI_ALIAS_FLAG).apply {
            style = Paint.Style.STROKE
            strokeWidth = dp(width).toFloat()
            strokeCap = Paint.Cap.ROUND
            strokeJoin = Paint.Join.ROUND
            color = context.getColor(tint)
        }

        override fun onDraw(canvas: Canvas) {
            val window = window()
            val hole = Path().apply {
                fillType = Path.FillType.EVEN_ODD
                addRect(0f, 0f, width.toFloat(), height.toFloat(), Path.Direction.CW)
                if (isOval) addOval(window, Path.Direction.CW)
                else addRoundRect(window, dp(28).toFloat(), dp(28).toFloat(), Path.Direction.CW)
            }
            canvas.drawPath(hole, ground)
            if (isOval) face(canvas, window) else corners(canvas, window)
        }

        private fun face(canvas: Canvas, window: RectF) {
            val around = RectF(window).apply { inset(-dp(10).toFloat(), -dp(10).toFloat()) }
            canvas.drawOval(around, track)
            if (progress > 0) canvas.drawArc(around, START, FULL * progress / 100, false, ring)
            turn?.let { chevrons(canvas, around, if (it == TurnSide.LEFT) -1 else 1) }
        }

        /** Two chevrons beside the oval, on the side to turn to. */
        private fun chevrons(canvas: Canvas, around: RectF, side: Int) {
            val edge = if (side < 0) around.left else around.right
            for (step in 1..2) {
                val tip = edge + side * dp(6 + 18 * step)
                canvas.drawPath(Path().apply {
                    moveTo(tip - side * dp(13), around.centerY() - dp(22))
                    lineTo(tip, around.centerY())
                    lineTo(tip - side * dp(13), around.centerY() + dp(22))
                }, arrow)
            }
        }

        private fun corners(canvas: Canvas, window: RectF) {
            val around = RectF(window).apply { inset(-dp(8).toFloat(), -dp(8).toFloat()) }
            val (radius, arm) = Pair(dp(34).toFloat(), dp(30).toFloat())
            for (corner in 0 until CORNERS) {
                canvas.save()
                canvas.rotate(90f * corner, around.centerX(), around.centerY())
                canvas.drawPath(Path().apply {
                    moveTo(around.left, around.top + radius + arm)
                    lineTo(around.left, around.top + radius)
                    arcTo(RectF(around.left, around.top, around.left + 2 * radius, around.top + 2 * radius), 180f, 90f)
                    lineTo(around.left + radius + arm, around.top)
                }, ring)
                canvas.restore()
            }
        }
    }

    private companion object {
        const val SHAPE = 0.75f
        const val OVAL = 1.32f
        const val START = -90f
        const val FULL = 360f
        const val CORNERS = 4
    }
}
