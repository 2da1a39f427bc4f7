package org.mien.app

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.graphics.RectF
import android.view.View
import android.view.ViewGroup
import android.animation.ValueAnimator
import org.mien.Part
import org.mien.ScreenSide

/**
 * The camera's picture in a window: an oval for a face, a square for a code. Around the oval the progress, beside it
 * the side to turn to, in the corner a drawing of what to do.
 */
class FinderView(context: Context) : ViewGroup(context) {
    /** An oval for a face; otherwise a square for a code. */
    var isOval = true
        set(value) { field = value; mask.invalidate() }

    /** 0 to 100. */
    var progress = 0
        set(value) { field = value; mask.invalidate() }

    /** The side of the screen to turn or to move to. */
    var arrow: ScreenSide? = null
        set(value) { field = value; mask.beat(value != null); mask.invalidate() }

    /** How far it is to go, 0 to 1: more chevrons. */
    var reach: Float? = null
        set(value) { field = value; mask.invalidate() }

    /** What to do, as a drawing in the corner. */
    var picture: List<Part>? = null
        set(value) { field = value; mask.invalidate() }

    /** Covers all around the window, for the colours that light the face. */
    var flash: Int? = null
        set(value) { field = value; mask.invalidate() }

    /** The system asks for less motion: arrows stand still. */
    var isStill = false
        set(value) { field = value; mask.beat(arrow != null) }

    /** The preview shows the person as a mirror does. */
    var isMirrored = true
        private set

    private val mask = Overlay(context)
    private var camera: View? = null

    init {
        addView(mask)
        id = R.id.finder
    }

    /** Puts a camera's picture into the window. */
    fun hold(view: View?, mirrored: Boolean = true) {
        isMirrored = mirrored
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
        private val arrow = stroke(6, R.color.accent)

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
            ground.color = flash ?: context.getColor(R.color.ground)
            canvas.drawPath(hole, ground)
            if (isOval) face(canvas, window) else corners(canvas, window)
        }

        private fun face(canvas: Canvas, window: RectF) {
            val around = RectF(window).apply { inset(-dp(10).toFloat(), -dp(10).toFloat()) }
            canvas.drawOval(around, track)
            if (progress > 0) canvas.drawArc(around, START, FULL * progress / 100, false, ring)
            this@FinderView.arrow?.let { chevrons(canvas, around, if (it == ScreenSide.LEFT) -1 else 1) }
            picture?.let { drawing(canvas, it) }
        }

        /** Chevrons beside the oval, on the side to go to; the farther, the more. */
        private fun chevrons(canvas: Canvas, around: RectF, side: Int) {
            val edge = if (side < 0) around.left else around.right
            for (step in 1..if ((reach ?: 0f) > FAR) 3 else 2) {
                val tip = edge + side * dp(5 + 12 * step)
                arrow.alpha = if (heart == null) OPAQUE else (OPAQUE * (1 - FADE * ((pulse + step * PHASE) % 1f))).toInt()
                canvas.drawPath(Path().apply {
                    moveTo(tip - side * dp(8), around.centerY() - dp(20))
                    lineTo(tip, around.centerY())
                    lineTo(tip - side * dp(8), around.centerY() + dp(20))
                }, arrow)
            }
        }

        private fun drawing(canvas: Canvas, parts: List<Part>) {
            val size = dp(DRAWING).toFloat()
            val place = RectF(width - size, height - size, width.toFloat(), height.toFloat()).apply { inset(rim.strokeWidth, rim.strokeWidth) }
            canvas.drawOval(place, disc)
            canvas.drawOval(place, rim)
            pencil.draw(canvas, parts, RectF(place).apply { inset(size * INSET, size * INSET) })
        }

        private val disc = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = context.getColor(R.color.surface) }
        private val rim = stroke(2, R.color.accent)
        private val pencil = Pencil(context)
        private var pulse = 0f
        private var heart: ValueAnimator? = null

        /** Arrows pulse while they stand, unless the person asked for less motion. */
        fun beat(on: Boolean) {
            if (!on || isStill) {
                heart?.cancel()
                heart = null
                pulse = 0f
            } else if (heart == null) {
                heart = ValueAnimator.ofFloat(1f, 0f).apply {
                    duration = BEAT_MS
                    repeatCount = ValueAnimator.INFINITE
                    addUpdateListener { pulse = it.animatedValue as Float; invalidate() }
                    start()
                }
            }
        }

        override fun onDetachedFromWindow() {
            beat(false)
            super.onDetachedFromWindow()
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
        const val DRAWING = 104
        const val INSET = 0.14f
        const val FAR = 0.5f
        const val OPAQUE = 255
        const val FADE = 0.6f
        const val PHASE = 0.3f
        const val BEAT_MS = 1200L
    }
}
